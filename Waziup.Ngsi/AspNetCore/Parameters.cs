using System.Globalization;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.AspNetCore;

/// <summary>The URL parameters of a request (6.3.20).</summary>
internal sealed class Parameters
{
    public static readonly Parameters None = new([], "");

    private const int MaxParameters = 64;

    private readonly List<(string Name, string Value)> _pairs;

    private Parameters(List<(string, string)> pairs, string query)
    {
        _pairs = pairs;
        Query = query;
    }

    /// <summary>The query string as it was sent, without the question mark.</summary>
    public string Query { get; }

    /// <exception cref="NgsiLdException">InvalidRequest for parameters that the route does not know, or that are there twice.</exception>
    public static Parameters Parse(string? query, Route route)
    {
        if (string.IsNullOrEmpty(query) || query == "?")
            return None;
        var text = query[0] == '?' ? query[1..] : query;
        var pairs = new List<(string Name, string Value)>();
        foreach (var part in text.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            var name = Decode(equals < 0 ? part : part[..equals]);
            if (Array.IndexOf(route.Parameters, name) < 0)
                throw Invalid($"the parameter '{name}' is not known here; known are: {string.Join(", ", route.Parameters)}");
            if (pairs.Exists(pair => pair.Name == name) || pairs.Count == MaxParameters)
                throw Invalid($"the parameter '{name}' is there twice");
            pairs.Add((name, equals < 0 ? "" : Decode(part[(equals + 1)..])));
        }
        return new Parameters(pairs, text);
    }

    public string? this[string name]
    {
        get
        {
            foreach (var pair in _pairs)
            {
                if (pair.Name == name)
                    return pair.Value;
            }
            return null;
        }
    }

    /// <summary>Names and values in the order of the request.</summary>
    public IReadOnlyList<(string Name, string Value)> All => _pairs;

    /// <summary>A parameter that is true or false.</summary>
    public bool? Flag(string name) => this[name] switch
    {
        null => null,
        var text when text.Equals("true", StringComparison.OrdinalIgnoreCase) => true,
        var text when text.Equals("false", StringComparison.OrdinalIgnoreCase) => false,
        _ => throw NgsiLdErrors.Bad($"the parameter '{name}' is true or false"),
    };

    /// <summary>A parameter that is a whole number of zero or more.</summary>
    public int? Number(string name) => this[name] switch
    {
        null => null,
        var text when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) => number,
        _ => throw NgsiLdErrors.Bad($"the parameter '{name}' is a whole number, 0 or more"),
    };

    /// <summary>A parameter that is a point in time.</summary>
    public Instant Time(string name)
    {
        if (this[name] is not { } text)
            return Instant.None;
        return Instant.TryParse(text, out var time)
            ? time : throw NgsiLdErrors.NotATime($"the parameter '{name}'");
    }

    /// <summary>Which instances of an attribute are to be deleted: the one with a datasetId (null for the default one), or all.</summary>
    public (string? DatasetId, bool All) Instances()
    {
        var dataset = this["datasetId"];
        if (dataset is not (null or "@none") && !EntityId.TryParse(dataset, out _))
            throw NgsiLdErrors.Bad("datasetId is not an absolute URI");
        return (dataset == "@none" ? null : dataset, Flag("deleteAll") ?? false);
    }

    /// <summary>The entries of options, each of which the route has to know.</summary>
    public string[] Options(Route route)
    {
        if (this["options"] is not { } text)
            return [];
        var options = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        foreach (var option in options)
        {
            if (Array.IndexOf(route.Options, option) < 0)
                throw Invalid($"'{option}' is not known in options; known are: {string.Join(", ", route.Options)}");
        }
        return options;
    }

    public static NgsiLdException Invalid(string detail) => new(NgsiLdErrors.InvalidRequest(detail));

    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}

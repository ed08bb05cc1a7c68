using System.Globalization;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;

namespace Waziup.Server.Options;

/// <summary>The parts of a rule, <c>name=value</c> and divided by commas; each is taken once.</summary>
internal sealed class RuleText
{
    private const string DefaultVocabulary = "https://uri.etsi.org/ngsi-ld/default-context/";

    private readonly Dictionary<string, string> _parts = new(StringComparer.Ordinal);
    private readonly string _form;

    /// <param name="text">The rule.</param>
    /// <param name="form">What one looks like.</param>
    /// <exception cref="FormatException">A part is none, or comes twice.</exception>
    public RuleText(string text, string form)
    {
        _form = form;
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            if (part.IndexOf('=', StringComparison.Ordinal) is not (> 0 and var equals) || !_parts.TryAdd(part[..equals], part[(equals + 1)..]))
                throw Wrong();
        }
    }

    public TenantId? Tenant(string name) => !_parts.Remove(name, out var value) ? null : TenantId.TryParse(value, out var tenant) ? tenant : throw Wrong();

    /// <summary>A type or an attribute: an IRI, or a term of the default vocabulary.</summary>
    public Iri? Name(string name) => !_parts.Remove(name, out var value) ? null
        : value.Length > 0 ? new Iri(value.Contains(':', StringComparison.Ordinal) ? value : DefaultVocabulary + value) : throw Wrong();

    public int? Number(string name, int most) => !_parts.Remove(name, out var value) ? null
        : int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= most ? number : throw Wrong();

    /// <summary>Insists that nothing is left.</summary>
    /// <param name="isComplete">Whether what has to be there was there.</param>
    public void End(bool isComplete)
    {
        if (!isComplete || _parts.Count > 0)
            throw Wrong();
    }

    private FormatException Wrong() => new("has the form " + _form);
}

using System.Collections.Immutable;
using System.Text;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Query;

/// <summary>Reads paths (4.9): names joined by dots, then perhaps what to look at inside the value, in brackets.</summary>
internal static class PathParser
{
    private const string EndsName = "=!<>~;|(){}[], ";

    /// <exception cref="NgsiLdException">BadRequestData with the position of the error.</exception>
    public static AttributePath Read(Scanner text, ActiveContext terms)
    {
        var first = Name(text);
        if (MemberOf(first) is { } ofEntity and (PathMember.CreatedAt or PathMember.ModifiedAt or PathMember.ExpiresAt or PathMember.DeletedAt))
            return new AttributePath([], ofEntity, []);
        var names = ImmutableArray.CreateBuilder<Iri>();
        names.Add(Expand(text, first, terms));
        var member = PathMember.Value;
        while (member == PathMember.Value && text.Take('.'))
        {
            var name = Name(text);
            if (MemberOf(name) is { } known)
                member = known;
            else
                names.Add(Expand(text, name, terms));
        }
        var inner = member == PathMember.Value && text.Take('[') ? Inner(text) : [];
        return new AttributePath(names.ToImmutable(), member, inner);
    }

    /// <summary>A name of an attribute or a type; it stands before what ends it.</summary>
    public static string Name(Scanner text)
    {
        var name = text.UpTo(EndsName);
        // An IRI is taken whole; in any other name a dot leads to what stands below.
        if (!name.Contains("://", StringComparison.Ordinal) && !name.StartsWith("urn:", StringComparison.Ordinal) && name.IndexOf('.') is var dot and >= 0)
            name = name[..dot];
        if (name.IsEmpty)
            throw text.Expected("a name");
        text.Position += name.Length;
        return name.ToString();
    }

    private static Iri Expand(Scanner text, string name, ActiveContext terms)
    {
        try
        {
            return InstanceReader.Expand(Encoding.UTF8.GetBytes(name), terms);
        }
        catch (NgsiLdException)
        {
            text.Position -= name.Length;
            throw text.Expected("the name of an attribute");
        }
    }

    private static ImmutableArray<string> Inner(Scanner text)
    {
        var inside = text.UpTo("]").ToString();
        var parts = inside.Split('.');
        if (parts.Any(string.IsNullOrEmpty))
            throw text.Expected("a member of the value, a language or *");
        text.Position += inside.Length;
        return text.Take(']') ? [.. parts] : throw text.Expected("']'");
    }

    private static PathMember? MemberOf(string name) => name switch
    {
        "createdAt" => PathMember.CreatedAt,
        "modifiedAt" => PathMember.ModifiedAt,
        "deletedAt" => PathMember.DeletedAt,
        "expiresAt" => PathMember.ExpiresAt,
        "observedAt" => PathMember.ObservedAt,
        "unitCode" => PathMember.UnitCode,
        "datasetId" => PathMember.DatasetId,
        "valueType" => PathMember.ValueType,
        "objectType" => PathMember.ObjectType,
        _ => null,
    };
}

using System.Collections.Immutable;
using System.Text;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;

namespace Waziup.Ngsi.Access;

/// <summary>Reads pick, omit, attrs and datasetId (4.21, 4.5.5).</summary>
internal static class ProjectionParser
{
    private const int MaxMembers = 1000;

    /// <param name="pick">The members that are wanted; null for all.</param>
    /// <param name="omit">The members that are not; null for none.</param>
    /// <param name="attrs">The attributes of which one is needed; null for any.</param>
    /// <param name="datasetId">The instances that are wanted; null for all.</param>
    /// <param name="linkDepth">How many relationships deep parts of linked entities may be named.</param>
    /// <param name="terms">Expands names.</param>
    /// <exception cref="NgsiLdException">BadRequestData for malformed lists and for combinations that contradict each other.</exception>
    public static Projection Parse(string? pick, string? omit, string? attrs, string? datasetId, int linkDepth, ActiveContext terms)
    {
        if (pick is null && omit is null && attrs is null && datasetId is null)
            return Projection.Whole;
        if (attrs is not null && (pick is not null || omit is not null))
            throw NgsiLdErrors.Bad("attrs cannot be combined with pick or omit");
        var picked = pick is null ? null : Members("pick", pick, linkDepth, terms);
        var omitted = omit is null ? null : Members("omit", omit, linkDepth, terms);
        if (picked is not null && omitted is not null && picked.Overlaps(omitted))
            throw NgsiLdErrors.Bad("pick and omit name the same member");
        return new Projection
        {
            Pick = picked,
            Omit = omitted,
            Attrs = attrs is null ? null : Attributes("attrs", attrs, terms),
            Datasets = datasetId is null ? null : Datasets(datasetId),
        };
    }

    /// <summary>A list of attribute names, joined by commas.</summary>
    public static MemberList Attributes(string what, string text, ActiveContext terms)
    {
        var list = Members(what, text, linkDepth: 0, terms);
        return list.Members == EntityMembers.None
            ? list : throw NgsiLdErrors.Bad($"{what} names attributes; id, type and scope are none");
    }

    private static MemberList Members(string what, string text, int linkDepth, ActiveContext terms)
    {
        var scanner = new Scanner(what, text);
        var list = List(scanner, linkDepth, terms);
        scanner.End();
        return list;
    }

    private static MemberList List(Scanner text, int linkDepth, ActiveContext terms)
    {
        var members = EntityMembers.None;
        var attributes = ImmutableArray.CreateBuilder<Iri>();
        var linked = ImmutableDictionary.CreateBuilder<Iri, MemberList>();
        do
        {
            text.SkipBlanks();
            var name = text.UpTo(",|{}; ").ToString();
            var member = MemberOf(name);
            members |= member;
            if (member == EntityMembers.None)
                attributes.Add(InstanceReader.Expand(Encoding.UTF8.GetBytes(name), terms));
            text.Position += name.Length;
            if (member == EntityMembers.None && text.Open('{'))
            {
                if (linkDepth == 0)
                    throw NgsiLdErrors.Bad($"{text.What}: parts of linked entities are named together with join, and not deeper than joinLevel");
                linked[attributes[^1]] = List(text, linkDepth - 1, terms);
                text.Close('}');
            }
            text.SkipBlanks();
            if (attributes.Count > MaxMembers)
                throw NgsiLdErrors.Bad($"{text.What} names more than {MaxMembers} members");
        }
        while (text.Take(',') || text.Take('|'));
        return new MemberList(members, attributes.ToImmutable(), linked.ToImmutable());
    }

    private static EntityMembers MemberOf(string name) => name switch
    {
        "id" or "@id" => EntityMembers.Id,
        "type" or "@type" => EntityMembers.Type,
        "scope" => EntityMembers.Scope,
        _ => EntityMembers.None,
    };

    private static List<byte[]> Datasets(string text)
    {
        var datasets = new List<byte[]>();
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            var utf8 = Encoding.UTF8.GetBytes(part);
            if (part != "@none" && !UriText.IsAbsolute(utf8))
                throw NgsiLdErrors.Bad($"datasetId: '{part}' is neither a URI nor @none");
            datasets.Add(part == "@none" ? [] : utf8);
        }
        return datasets;
    }
}

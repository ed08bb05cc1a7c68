using System.Collections.Immutable;
using System.Text;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Access;

/// <summary>Reads pick, omit, attrs and datasetId (4.21, 4.5.5).</summary>
internal static class ProjectionParser
{
    private const int MaxMembers = 1000;

    /// <exception cref="NgsiLdException">BadRequestData for malformed lists and for combinations that contradict each other.</exception>
    public static Projection Parse(string? pick, string? omit, string? attrs, string? datasetId, ActiveContext terms)
    {
        if (pick is null && omit is null && attrs is null && datasetId is null)
            return Projection.Whole;
        if (attrs is not null && (pick is not null || omit is not null))
            throw NgsiLdErrors.Bad("attrs cannot be combined with pick or omit");
        var picked = pick is null ? null : Members(pick, "pick", terms);
        var omitted = omit is null ? null : Members(omit, "omit", terms);
        if (picked is not null && omitted is not null && Overlap(picked, omitted))
            throw NgsiLdErrors.Bad("pick and omit name the same member");
        return new Projection
        {
            Pick = picked,
            Omit = omitted,
            Attrs = attrs is null ? null : Attributes(attrs, terms),
            Datasets = datasetId is null ? null : Datasets(datasetId),
        };
    }

    /// <summary>A list of attribute names, joined by commas.</summary>
    public static MemberList Attributes(string text, ActiveContext terms)
    {
        var list = Members(text, "attrs", terms);
        return list.Members == EntityMembers.None
            ? list : throw NgsiLdErrors.Bad("attrs names attributes; id, type and scope are none");
    }

    private static MemberList Members(string text, string what, ActiveContext terms)
    {
        if (text.Contains('{') || text.Contains('}'))
            throw NgsiLdErrors.Bad($"{what}: parts of linked entities can only be named together with join");
        var members = EntityMembers.None;
        var attributes = ImmutableArray.CreateBuilder<Iri>();
        foreach (var part in text.Split([',', '|'], StringSplitOptions.TrimEntries))
        {
            var member = part switch
            {
                "id" or "@id" => EntityMembers.Id,
                "type" or "@type" => EntityMembers.Type,
                "scope" => EntityMembers.Scope,
                _ => EntityMembers.None,
            };
            members |= member;
            if (member == EntityMembers.None)
                attributes.Add(InstanceReader.Expand(Encoding.UTF8.GetBytes(part), terms));
            if (attributes.Count > MaxMembers)
                throw NgsiLdErrors.Bad($"{what} names more than {MaxMembers} members");
        }
        return new MemberList(members, attributes.ToImmutable());
    }

    private static bool Overlap(MemberList left, MemberList right) =>
        (left.Members & right.Members) != EntityMembers.None || left.Attributes.Any(right.Attributes.Contains);

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

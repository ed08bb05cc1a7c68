using System.Text;
using Waziup.Ngsi.Broker.Distribution;
using Waziup.Ngsi.Federation;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;

namespace Waziup.Ngsi.Broker;

/// <summary>Tells which types and attributes there are among the entities that the caller sees (5.7.5 to 5.7.10).</summary>
internal sealed class DiscoveryOperations(ReadPath reads, SourceDiscovery sources)
{
    private const string Types = "types";
    private const string Attributes = "attributes";

    /// <summary>5.7.5, 5.7.6</summary>
    public async ValueTask<IReadOnlyList<TypeCount>> TypesAsync(Call call, CancellationToken cancel) =>
        (await CountAsync(call, Filter.Everything, SourceOperations.RetrieveEntityTypes | SourceOperations.RetrieveEntityTypeDetails, Types, null, cancel)).Types;

    /// <summary>5.7.7</summary>
    /// <exception cref="NgsiLdException">ResourceNotFound where no entity has the type; BadRequestData where the text cannot name one.</exception>
    public async ValueTask<TypeCount> TypeAsync(Call call, string name, CancellationToken cancel)
    {
        var utf8 = Encoding.UTF8.GetBytes(name);
        if (!UriText.IsTerm(utf8) || !call.Terms.TryExpand(utf8, out var type))
            throw NgsiLdErrors.Bad($"'{name}' is not the name of a type");
        var tally = await CountAsync(call, new Filter.OfType(type), SourceOperations.RetrieveEntityTypeInfo, Types, type, cancel);
        return tally.Types.FirstOrDefault(count => type.Utf8.SequenceEqual(count.Name))
            ?? throw new NgsiLdException(NgsiLdErrors.NotFound($"entity of the type {type.Value}"));
    }

    /// <summary>5.7.8, 5.7.9</summary>
    public async ValueTask<IReadOnlyList<AttributeCount>> AttributesAsync(Call call, CancellationToken cancel) =>
        (await CountAsync(call, Filter.Everything, SourceOperations.RetrieveAttrTypes | SourceOperations.RetrieveAttrTypeDetails, Attributes, null, cancel)).Attributes;

    /// <summary>5.7.10</summary>
    /// <exception cref="NgsiLdException">ResourceNotFound where no entity has the attribute; BadRequestData where the text cannot name one.</exception>
    public async ValueTask<AttributeCount> AttributeAsync(Call call, string text, CancellationToken cancel)
    {
        var utf8 = Encoding.UTF8.GetBytes(text);
        // Members of the standard are no attributes, so there are none of that name.
        if (UriText.IsName(utf8) && !Members.MayNameAttribute(utf8))
            throw new NgsiLdException(NgsiLdErrors.NotFound($"attribute {text}"));
        var name = InstanceReader.Expand(utf8, call.Terms);
        var tally = await CountAsync(call, new Filter.HasAttribute(name), SourceOperations.RetrieveAttrTypeInfo, Attributes, name, cancel);
        return tally.Attributes.FirstOrDefault(count => name.Utf8.SequenceEqual(count.Name))
            ?? throw new NgsiLdException(NgsiLdErrors.NotFound($"entity with the attribute {name.Value}"));
    }

    private async ValueTask<Tally> CountAsync(Call call, Filter filter, SourceOperations operation, string path, Iri? name, CancellationToken cancel)
    {
        var tally = new Tally();
        await reads.VisitAsync(call, filter, tally.Add, cancel);
        var request = new SourceRequest
        {
            Types = name is not null && path == Types ? [name] : default,
            Attributes = name is not null && path == Attributes ? [name] : default,
        };
        await sources.AddAsync(call, operation, request, path, name, tally, cancel);
        return tally;
    }
}

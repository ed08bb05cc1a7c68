using System.Text.Json;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.JsonLd;

namespace Waziup.Ngsi.Model;

/// <summary>Reads entities and fragments: expands names, checks every member, recognises normalized and concise form (4.5.1, 5.5.4).</summary>
/// <remarks>
/// 1 find the members      3 attributes, each instance by <see cref="InstanceReader"/>
/// 2 id, type, scope       4 document and index
/// </remarks>
internal static class EntityReader
{
    /// <summary>Reads one entity or fragment.</summary>
    /// <exception cref="NgsiLdException">InvalidRequest for what is no JSON, BadRequestData for what breaks the model.</exception>
    public static Entity Read(ReadOnlySpan<byte> json, ActiveContext terms, in ReadRules rules)
    {
        EntityBuilder? builder = null;
        try
        {
            BodyText.Check(json);
            if (BodyJson.FirstToken(json) is var token && token != JsonTokenType.StartObject)
                throw NoObject(json, token, in rules);
            using var members = MemberSlots.Of(json, BodyJson.MaxDepth);
            builder = EntityBuilder.Start(EntityHead.IdOf(json, in members, in rules));
            EntityHead.Read(json, in members, terms, in rules, builder);
            var attributes = new InstanceReader(terms, in rules, builder);
            foreach (ref readonly var slot in members.All)
            {
                if (slot.Member is Member.Attribute or Member.Vocab)
                    attributes.ReadAttribute(BodyJson.NameOf(json, in slot), BodyJson.ValueOf(json, in slot), slot.Token);
                else
                    EntityHead.CheckMember(json, in members, in slot, in rules);
                if (EntityHead.IsHistory(json, in slot, in rules))
                    attributes.ReadExpanded(Core.Scope, BodyJson.ValueOf(json, in slot), slot.Token);
            }
            var entity = builder.Build();
            builder = null;
            return entity;
        }
        catch (JsonException broken)
        {
            throw BodyJson.NotJson(broken);
        }
        finally
        {
            builder?.Release();
        }
    }

    /// <summary>Reads one attribute, as it stands in the body of 5.6.4 and 5.6.19, into a fragment with that attribute alone.</summary>
    public static Entity ReadAttribute(Iri name, ReadOnlySpan<byte> json, ActiveContext terms, in ReadRules rules)
    {
        EntityBuilder? builder = null;
        try
        {
            BodyText.Check(json);
            using var own = WithoutContext(json, in rules);
            if (own is not null)
                json = own.Written;
            // As deep as in an entity: a bare object is stored one level deeper than it came.
            BodyJson.Check(json, BodyJson.MaxDepth - 1);
            var token = BodyJson.FirstToken(json);
            if (token is JsonTokenType.StartObject)
            {
                using var members = MemberSlots.Of(json, BodyJson.MaxDepth);
                if (members.Count == 0)
                    throw NgsiLdErrors.Bad("the attribute is empty");
            }
            builder = EntityBuilder.Start(default);
            builder.SetScope(default);
            new InstanceReader(terms, in rules, builder).ReadExpanded(name, json, token);
            var fragment = builder.Build();
            builder = null;
            if (fragment.Instances.Length != 1)
                throw NgsiLdErrors.Bad("exactly one instance of the attribute is expected");
            return fragment;
        }
        catch (JsonException broken)
        {
            throw BodyJson.NotJson(broken);
        }
        finally
        {
            builder?.Release();
        }
    }

    /// <summary>Reads one instance of an attribute (5.6.14): alone, or in a fragment that holds nothing else.</summary>
    public static Entity ReadInstance(Iri name, ReadOnlySpan<byte> json, ActiveContext terms, in ReadRules rules)
    {
        if (IsInstance(json))
            return ReadAttribute(name, json, terms, in rules);
        var fragment = Read(json, terms, in rules);
        return fragment.Instances is [var given] && fragment.NameOf(in given).SequenceEqual(name.Utf8)
            ? fragment : throw NgsiLdErrors.Bad($"the body holds {name.Value} with exactly one instance");
    }

    private static bool IsInstance(ReadOnlySpan<byte> json)
    {
        BodyText.Check(json);
        try
        {
            BodyJson.Check(json);
            return BodyJson.FirstToken(json) == JsonTokenType.StartObject && InstanceList.IsInstance(json);
        }
        catch (JsonException broken)
        {
            throw BodyJson.NotJson(broken);
        }
    }

    private static NgsiLdException NoObject(ReadOnlySpan<byte> json, JsonTokenType token, in ReadRules rules)
    {
        BodyJson.Check(json);
        return token == JsonTokenType.StartArray && rules.NeedsId
            ? new NgsiLdException(NgsiLdErrors.InvalidRequest("the body is an array; one JSON object is expected"))
            : NgsiLdErrors.Bad("an entity is a JSON object");
    }

    /// <summary>The body of an attribute without the @context that stands beside its members (6.3.5); null where there is none.</summary>
    private static PooledBuffer? WithoutContext(ReadOnlySpan<byte> json, in ReadRules rules)
    {
        if (!rules.ContextInBody || BodyJson.FirstToken(json) != JsonTokenType.StartObject)
            return null;
        using var members = MemberSlots.Of(json, BodyJson.MaxDepth);
        if (members.Find(Member.Context) < 0)
            return null;
        var rest = PooledBuffer.Rent(json.Length);
        rest.Append((byte)'{');
        foreach (ref readonly var slot in members.All)
        {
            if (slot.Member == Member.Context)
                continue;
            rest.Append(rest.Length == 1 ? [] : ","u8);
            rest.Append(json[(slot.NameStart - 1)..(slot.ValueStart + slot.ValueLength)]);
        }
        rest.Append((byte)'}');
        return rest;
    }
}

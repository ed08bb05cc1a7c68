using System.Text.Json;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.JsonLd;

namespace Waziup.Ngsi.Model;

/// <summary>Reads what stands beside the attributes of an entity: id, type, scope, expiresAt.</summary>
internal static class EntityHead
{
    private const int MaxTypes = 256;

    /// <summary>The id; none where the operation needs none.</summary>
    public static EntityId IdOf(ReadOnlySpan<byte> json, in MemberSlots members, in ReadRules rules)
    {
        var at = members.Find(Member.Id);
        if (at < 0)
            return rules.NeedsId ? throw NgsiLdErrors.Bad("the entity has no id") : default;
        ref readonly var slot = ref members.All[at];
        if (slot.Token != JsonTokenType.String || !EntityId.TryParse(BodyJson.TextOf(BodyJson.ValueOf(json, in slot)), out var id))
            throw NgsiLdErrors.Bad("the id is not an absolute URI");
        return id.Value == "urn:ngsi-ld:null" ? throw NgsiLdErrors.Bad("an id cannot be null") : id;
    }

    /// <summary>Type, scope and expiry.</summary>
    public static void Read(ReadOnlySpan<byte> json, in MemberSlots members, ActiveContext terms, in ReadRules rules, EntityBuilder builder)
    {
        var type = members.Find(Member.Type);
        if (type >= 0)
            Types(BodyJson.ValueOf(json, in members.All[type]), terms, builder);
        else if (rules.NeedsId)
            throw NgsiLdErrors.Bad("the entity has no type");
        var scope = members.Find(Member.Scope);
        if (scope < 0 || IsHistory(json, in members.All[scope], in rules))
        {
            builder.SetScope(default);
        }
        else
        {
            using var normal = ScopeText.Read(BodyJson.ValueOf(json, in members.All[scope]), rules.Nulls != NullRule.Refused);
            builder.SetScope(normal.Written);
        }
        if (rules.SystemTimes)
            SystemTimes(json, in members, builder);
        var expires = members.Find(Member.ExpiresAt);
        if (expires >= 0)
            Expiry(BodyJson.ValueOf(json, in members.All[expires]), in rules, builder);
    }

    /// <summary>Whether the scope is given as instances of a Property (4.5.6).</summary>
    public static bool IsHistory(ReadOnlySpan<byte> json, in MemberSlot slot, in ReadRules rules) =>
        rules.Temporal && slot.Member == Member.Scope && slot.Token is JsonTokenType.StartObject or JsonTokenType.StartArray
        && BodyJson.ValueOf(json, in slot).IndexOf((byte)'{') >= 0;

    private static void Types(ReadOnlySpan<byte> json, ActiveContext terms, EntityBuilder builder)
    {
        var reader = new Utf8JsonReader(json);
        reader.Read();
        var isArray = reader.TokenType == JsonTokenType.StartArray;
        if (isArray)
            reader.Read();
        if (isArray && reader.TokenType == JsonTokenType.EndArray)
            throw NgsiLdErrors.Bad("the entity has no type");
        do
        {
            if (reader.TokenType != JsonTokenType.String)
                throw NgsiLdErrors.Bad("a type is a text");
            var name = BodyJson.TextOf(json.Slice((int)reader.TokenStartIndex, (int)(reader.BytesConsumed - reader.TokenStartIndex)));
            builder.AddType(TypeName(name, terms).Utf8);
            if (builder.TypeCount > MaxTypes)
                throw NgsiLdErrors.Bad($"an entity has at most {MaxTypes} types");
        }
        while (isArray && reader.Read() && reader.TokenType != JsonTokenType.EndArray);
    }

    private static Iri TypeName(ReadOnlySpan<byte> name, ActiveContext terms)
    {
        if (!UriText.IsTerm(name) || name.SequenceEqual(UriText.Null) || Members.Of(name) is Member.Type or Member.Id
            || !terms.TryExpand(name, out var iri) || !UriText.IsAbsolute(iri.Utf8))
            throw NgsiLdErrors.Bad($"'{Members.Show(name)}' is not a valid entity type");
        return iri;
    }

    private static void SystemTimes(ReadOnlySpan<byte> json, in MemberSlots members, EntityBuilder builder)
    {
        foreach (ref readonly var slot in members.All)
        {
            if (slot.Member != Member.Output || slot.Token != JsonTokenType.String || !Instant.TryParse(BodyJson.TextOf(BodyJson.ValueOf(json, in slot)), out var time))
                continue;
            var name = BodyJson.NameOf(json, in slot);
            if (name.EndsWith("createdAt"u8))
                builder.CreatedAt = time;
            else if (name.EndsWith("modifiedAt"u8))
                builder.ModifiedAt = time;
            else if (name.EndsWith("deletedAt"u8))
                builder.DeletedAt = time;
        }
    }

    private static void Expiry(ReadOnlySpan<byte> json, in ReadRules rules, EntityBuilder builder)
    {
        if (json[0] == '"' && BodyJson.TextOf(json) is var text)
        {
            if (text.SequenceEqual(UriText.Null) && rules.Nulls != NullRule.Refused)
            {
                builder.ClearsExpiry = true;
                return;
            }
            if (Instant.TryParse(text, out var instant))
            {
                builder.ExpiresAt = instant;
                return;
            }
        }
        throw NgsiLdErrors.NotATime("expiresAt");
    }

    /// <summary>Refuses a member of the standard that has no business on the top level, or stands there twice.</summary>
    public static void CheckMember(ReadOnlySpan<byte> json, in MemberSlots members, in MemberSlot slot, in ReadRules rules)
    {
        if (slot.Member != Member.Output && slot.NameStart != members.All[members.Find(slot.Member)].NameStart)
            throw NgsiLdErrors.Bad($"'{Members.Show(BodyJson.NameOf(json, in slot))}' is there twice");
        switch (slot.Member)
        {
            // An entity has no instanceId that could be ignored, so this is meant as an attribute.
            case Member.Output when BodyJson.NameOf(json, in slot).EndsWith("instanceId"u8):
                goto default;
            case Member.Id or Member.Type or Member.Scope or Member.ExpiresAt or Member.Output:
                return;
            case Member.Context when rules.ContextInBody:
                return;
            case Member.Context:
                throw NgsiLdErrors.Bad("a body of application/json must not hold @context; name it in a Link header or send application/ld+json");
            default:
                throw NgsiLdErrors.Bad($"'{Members.Show(BodyJson.NameOf(json, in slot))}' cannot be the name of an attribute");
        }
    }
}

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
    /// <summary>Deepest nesting of a body.</summary>
    public const int MaxDepth = 64;

    private const int MaxTypes = 256;

    /// <summary>Reads one entity or fragment.</summary>
    /// <exception cref="NgsiLdException">InvalidRequest for what is no JSON, BadRequestData for what breaks the model.</exception>
    public static Entity Read(ReadOnlySpan<byte> json, ActiveContext terms, in ReadRules rules)
    {
        EntityBuilder? builder = null;
        try
        {
            BodyText.Check(json);
            if (FirstToken(json) is var token && token != JsonTokenType.StartObject)
                throw NoObject(json, token, in rules);
            using var members = MemberSlots.Of(json, MaxDepth);
            builder = EntityBuilder.Start(IdOf(json, in members, in rules));
            Header(json, in members, terms, in rules, builder);
            var attributes = new InstanceReader(terms, in rules, builder);
            foreach (ref readonly var slot in members.All)
            {
                if (slot.Member is Member.Attribute or Member.Vocab)
                    attributes.ReadAttribute(NameOf(json, in slot), ValueOf(json, in slot), slot.Token);
                else
                    CheckHeaderMember(json, in members, in slot, in rules);
            }
            var entity = builder.Build();
            builder = null;
            return entity;
        }
        catch (JsonException broken)
        {
            throw NotJson(broken);
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
            CheckJson(json, MaxDepth - 1);
            var token = FirstToken(json);
            if (token is JsonTokenType.StartObject)
            {
                using var members = MemberSlots.Of(json, MaxDepth);
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
            throw NotJson(broken);
        }
        finally
        {
            builder?.Release();
        }
    }

    /// <summary>The error for text that is no JSON, with its place.</summary>
    public static NgsiLdException NotJson(JsonException broken) => new(NgsiLdErrors.InvalidRequest(
        broken.LineNumber is { } line ? $"the body is not JSON: line {line + 1}, byte {broken.BytePositionInLine + 1}" : "the body is not JSON"));

    private static NgsiLdException NoObject(ReadOnlySpan<byte> json, JsonTokenType token, in ReadRules rules)
    {
        CheckJson(json);
        return token == JsonTokenType.StartArray && rules.NeedsId
            ? new NgsiLdException(NgsiLdErrors.InvalidRequest("the body is an array; one JSON object is expected"))
            : NgsiLdErrors.Bad("an entity is a JSON object");
    }

    /// <summary>Reads a text to its end.</summary>
    /// <exception cref="JsonException">It is not one JSON value, or nests too deep.</exception>
    public static void CheckJson(ReadOnlySpan<byte> json, int maxDepth = MaxDepth)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = maxDepth });
        while (reader.Read())
        {
        }
    }

    /// <summary>The body of an attribute without the @context that stands beside its members (6.3.5); null where there is none.</summary>
    private static PooledBuffer? WithoutContext(ReadOnlySpan<byte> json, in ReadRules rules)
    {
        if (!rules.ContextInBody || FirstToken(json) != JsonTokenType.StartObject)
            return null;
        using var members = MemberSlots.Of(json, MaxDepth);
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

    internal static JsonTokenType FirstToken(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = MaxDepth });
        return reader.Read() ? reader.TokenType : throw new JsonException("empty");
    }

    internal static ReadOnlySpan<byte> ValueOf(ReadOnlySpan<byte> json, in MemberSlot slot) => json.Slice(slot.ValueStart, slot.ValueLength);

    internal static ReadOnlySpan<byte> NameOf(ReadOnlySpan<byte> json, in MemberSlot slot)
    {
        var raw = json.Slice(slot.NameStart, slot.NameLength);
        return raw.Contains((byte)'\\') ? JsonSerializerText(json.Slice(slot.NameStart - 1, slot.NameLength + 2)) : raw;
    }

    /// <summary>The text of a JSON string given with its quotes.</summary>
    internal static ReadOnlySpan<byte> TextOf(ReadOnlySpan<byte> quoted) =>
        quoted.Contains((byte)'\\') ? JsonSerializerText(quoted) : quoted[1..^1];

    private static byte[] JsonSerializerText(ReadOnlySpan<byte> quoted)
    {
        var reader = new Utf8JsonReader(quoted);
        reader.Read();
        var text = new byte[quoted.Length];
        return text[..reader.CopyString(text)];
    }

    private static EntityId IdOf(ReadOnlySpan<byte> json, in MemberSlots members, in ReadRules rules)
    {
        var at = members.Find(Member.Id);
        if (at < 0)
            return rules.NeedsId ? throw NgsiLdErrors.Bad("the entity has no id") : default;
        ref readonly var slot = ref members.All[at];
        if (slot.Token != JsonTokenType.String || !EntityId.TryParse(TextOf(ValueOf(json, in slot)), out var id))
            throw NgsiLdErrors.Bad("the id is not an absolute URI");
        return id.Value == "urn:ngsi-ld:null" ? throw NgsiLdErrors.Bad("an id cannot be null") : id;
    }

    private static void Header(ReadOnlySpan<byte> json, in MemberSlots members, ActiveContext terms, in ReadRules rules, EntityBuilder builder)
    {
        var type = members.Find(Member.Type);
        if (type >= 0)
            Types(ValueOf(json, in members.All[type]), terms, builder);
        else if (rules.NeedsId)
            throw NgsiLdErrors.Bad("the entity has no type");
        var scope = members.Find(Member.Scope);
        if (scope < 0)
        {
            builder.SetScope(default);
        }
        else
        {
            using var normal = ScopeText.Read(ValueOf(json, in members.All[scope]), rules.Nulls != NullRule.Refused);
            builder.SetScope(normal.Written);
        }
        var expires = members.Find(Member.ExpiresAt);
        if (expires >= 0)
            Expiry(ValueOf(json, in members.All[expires]), in rules, builder);
    }

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
            var name = TextOf(json.Slice((int)reader.TokenStartIndex, (int)(reader.BytesConsumed - reader.TokenStartIndex)));
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

    private static void Expiry(ReadOnlySpan<byte> json, in ReadRules rules, EntityBuilder builder)
    {
        if (json[0] == '"' && TextOf(json) is var text)
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
        throw NgsiLdErrors.Bad("expiresAt is not a UTC date and time such as 2026-01-31T12:00:00Z");
    }

    private static void CheckHeaderMember(ReadOnlySpan<byte> json, in MemberSlots members, in MemberSlot slot, in ReadRules rules)
    {
        if (slot.Member != Member.Output && slot.NameStart != members.All[members.Find(slot.Member)].NameStart)
            throw NgsiLdErrors.Bad($"'{Members.Show(NameOf(json, in slot))}' is there twice");
        switch (slot.Member)
        {
            // An entity has no instanceId that could be ignored, so this is meant as an attribute.
            case Member.Output when NameOf(json, in slot).EndsWith("instanceId"u8):
                goto default;
            case Member.Id or Member.Type or Member.Scope or Member.ExpiresAt or Member.Output:
                return;
            case Member.Context when rules.ContextInBody:
                return;
            case Member.Context:
                throw NgsiLdErrors.Bad("a body of application/json must not hold @context; name it in a Link header or send application/ld+json");
            default:
                throw NgsiLdErrors.Bad($"'{Members.Show(NameOf(json, in slot))}' cannot be the name of an attribute");
        }
    }
}

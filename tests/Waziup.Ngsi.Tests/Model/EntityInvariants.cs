using System.Text;
using System.Text.Json;
using Waziup.Ngsi.Contract.Storage;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Tests.Model;

/// <summary>What holds for every stored entity, whatever was done to it.</summary>
internal static class EntityInvariants
{
    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 128 };

    public static void Check(Entity entity)
    {
        // Throws for what is no JSON, and for text that is no UTF-8.
        _ = Encoding.UTF8.GetCharCount(entity.Document) is var _ && System.Text.Unicode.Utf8.IsValid(entity.Document)
            ? 0 : throw new Xunit.Sdk.XunitException("the document is not UTF-8");
        using var document = JsonDocument.Parse(entity.Document, Deep);
        var root = document.RootElement;
        Assert.Equal(entity.Id.Value, root.GetProperty("id").GetString());
        Assert.Equal(Strings(root, "type"), entity.Types);
        if (entity.HasScope)
            Assert.Equal(root.GetProperty("scope").GetRawText(), Text(entity, entity.ScopeRange.Start, entity.ScopeRange.Length));
        else
            Assert.False(root.TryGetProperty("scope", out _));
        Instances(entity, root);
        Times(entity);
    }

    /// <summary>Stored and read again, an entity is the same to the last field of its index.</summary>
    public static void SurvivesTheCodec(Entity entity)
    {
        var names = new CountedNames();
        var stored = EntityEncoder.Encode(entity, names);
        var back = EntityDecoder.Decode(entity.Id, stored.Document, stored.Index, names);
        Assert.Equal(entity.Document, back.Document);
        Assert.Equal(entity.Instances, back.Instances);
        Assert.Equal(entity.TypeRanges, back.TypeRanges);
        Assert.Equal(entity.ScopeRange, back.ScopeRange);
        Assert.Equal(
            (entity.CreatedAt, entity.ModifiedAt, entity.ExpiresAt, entity.DeletedAt), (back.CreatedAt, back.ModifiedAt, back.ExpiresAt, back.DeletedAt));
        Assert.Equal(entity.Tombstones, back.Tombstones);
        Assert.Equal(entity.NextExpiry, back.NextExpiry);
    }

    private static void Instances(Entity entity, JsonElement root)
    {
        var position = 0;
        var seen = new HashSet<(string, string)>();
        foreach (var attribute in root.EnumerateObject().Where(member => member.Name is not ("id" or "type" or "scope")))
        {
            Assert.NotEqual(0, attribute.Value.GetArrayLength());
            foreach (var body in attribute.Value.EnumerateArray())
            {
                ref readonly var entry = ref entity.Instances[position++];
                Assert.Equal(attribute.Name, Encoding.UTF8.GetString(entity.NameOf(in entry)));
                Instance(entity, in entry, body);
                Assert.True(seen.Add((attribute.Name, Encoding.UTF8.GetString(entity.DatasetOf(in entry)))), "two instances with one datasetId");
            }
        }
        Assert.Equal(entity.Instances.Length, position);
    }

    private static void Instance(Entity entity, in InstanceEntry entry, JsonElement body)
    {
        Assert.Equal(body.GetRawText(), Text(entity, entry.Start, entry.Length));
        Assert.Equal(body.GetProperty("type").GetString(), entry.Kind.ToString());
        var value = body.GetProperty(Encoding.UTF8.GetString(Kinds.ValueMemberOf(entry.Kind)));
        Assert.Equal(value.GetRawText(), Text(entity, entry.ValueStart, entry.ValueLength));
        Assert.Equal(body.TryGetProperty("datasetId", out var dataset) ? dataset.GetString() : "", Encoding.UTF8.GetString(entity.DatasetOf(in entry)));
        Assert.Equal(
            body.TryGetProperty("observedAt", out var observed) ? observed.GetString() : null, entry.ObservedAt.IsNone ? null : observed.GetString());
        if (!entry.ObservedAt.IsNone)
            Assert.True(Instant.TryParse(observed.GetString()!, out var instant) && instant == entry.ObservedAt);
        Assert.False(entry.Is(InstanceFlags.Null) || entry.Is(InstanceFlags.Bare) || entry.Is(InstanceFlags.ClearsExpiry), "a fragment's flag is stored");
        Assert.False(body.TryGetProperty("expiresAt", out _), "the expiry of an instance belongs into the index");
        Body(body, entry.Kind, entry.Is(InstanceFlags.Plain));
    }

    /// <summary>Kind and value fit, sub-attributes are whole, nothing stands for a deletion.</summary>
    private static void Body(JsonElement body, AttributeKind kind, bool isPlain)
    {
        Assert.NotEqual(AttributeKind.None, kind);
        var values = body.EnumerateObject().Count(member => Kinds.OfMember(Members.Of(Encoding.UTF8.GetBytes(member.Name))) != AttributeKind.None);
        Assert.Equal(1, values);
        foreach (var member in body.EnumerateObject())
        {
            if (Members.Of(Encoding.UTF8.GetBytes(member.Name)) == Member.Attribute)
            {
                Assert.False(isPlain, $"{member.Name} in a body that is said to be plain");
                Assert.Contains(':', member.Name);
                foreach (var sub in member.Value.ValueKind == JsonValueKind.Array ? [.. member.Value.EnumerateArray()] : new[] { member.Value })
                    Sub(sub);
            }
            else if (member.Name != "json")
            {
                NoNull(member.Value);
            }
        }
    }

    private static void Sub(JsonElement body)
    {
        Assert.Equal(JsonValueKind.Object, body.ValueKind);
        var kind = Kinds.Parse(Encoding.UTF8.GetBytes(body.GetProperty("type").GetString()!));
        Assert.True(body.TryGetProperty(Encoding.UTF8.GetString(Kinds.ValueMemberOf(kind)), out _), $"{body} has no value");
        Body(body, kind, isPlain: false);
    }

    private static void NoNull(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.String)
        {
            Assert.NotEqual("urn:ngsi-ld:null", value.GetString());
        }
        else if (value.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in value.EnumerateArray())
                NoNull(item);
        }
        else if (value.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in value.EnumerateObject())
                NoNull(member.Value);
        }
    }

    private static void Times(Entity entity)
    {
        Assert.False(entity.CreatedAt.IsNone);
        Assert.True(entity.CreatedAt <= entity.ModifiedAt);
        foreach (var entry in entity.Instances)
        {
            Assert.True(entity.CreatedAt <= entry.CreatedAt && entry.CreatedAt <= entry.ModifiedAt && entry.ModifiedAt <= entity.ModifiedAt);
        }
    }

    private static string[] Strings(JsonElement root, string member) =>
        root.TryGetProperty(member, out var list) ? [.. list.EnumerateArray().Select(item => item.GetString()!)] : [];

    private static string Text(Entity entity, int start, int length) => Encoding.UTF8.GetString(entity.Document.AsSpan(start, length));
}

using Waziup.Ngsi.Json;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Rendering;

/// <summary>Writes what is told about types and attributes (5.2.24 to 5.2.28): ids are IRIs, names are compacted.</summary>
/// <param name="output">Where to.</param>
/// <param name="terms">Compacts names.</param>
/// <param name="contextInBody">Whether each document carries its @context.</param>
internal sealed class DiscoveryWriter(PooledBuffer output, ActiveContext terms, bool contextInBody)
{
    /// <summary>A list of names in one document, of which a tenant has one.</summary>
    public void List(string type, TenantId tenant, ReadOnlySpan<byte> member, IReadOnlyList<byte[]> names)
    {
        output.Append("{\"id\":"u8);
        Utf8Json.AppendString(output, $"urn:ngsi-ld:{type}:{(tenant == TenantId.Default ? "default" : tenant.Value)}");
        output.Append(",\"type\":"u8);
        Utf8Json.AppendString(output, type);
        Names(member, names);
        Close();
    }

    /// <summary>An array of documents.</summary>
    public void Each<T>(IReadOnlyList<T> items, Action<T> write)
    {
        output.Append((byte)'[');
        for (var i = 0; i < items.Count; i++)
        {
            output.Append(i == 0 ? [] : ","u8);
            write(items[i]);
        }
        output.Append((byte)']');
    }

    /// <summary>Begins the document of a type or an attribute.</summary>
    public void Begin(ReadOnlySpan<byte> type, ReadOnlySpan<byte> nameMember, byte[] name)
    {
        output.Append("{\"id\":"u8);
        Utf8Json.AppendString(output, name);
        output.Append(",\"type\":\""u8);
        output.Append(type);
        output.Append("\",\""u8);
        output.Append(nameMember);
        output.Append("\":\""u8);
        output.Append(terms.Compact(name));
        output.Append((byte)'"');
    }

    public void Number(ReadOnlySpan<byte> member, long value)
    {
        Member(member);
        Span<byte> digits = stackalloc byte[20];
        _ = System.Buffers.Text.Utf8Formatter.TryFormat(value, digits, out var length);
        output.Append(digits[..length]);
    }

    public void Names(ReadOnlySpan<byte> member, IReadOnlyList<byte[]> names)
    {
        Member(member);
        output.Append((byte)'[');
        for (var i = 0; i < names.Count; i++)
        {
            output.Append(i == 0 ? "\""u8 : ",\""u8);
            output.Append(terms.Compact(names[i]));
            output.Append((byte)'"');
        }
        output.Append((byte)']');
    }

    public void Kinds(ReadOnlySpan<byte> member, IReadOnlyCollection<AttributeKind> kinds)
    {
        Member(member);
        output.Append((byte)'[');
        var first = true;
        foreach (var kind in kinds)
        {
            output.Append(first ? "\""u8 : ",\""u8);
            output.Append(Model.Kinds.NameOf(kind));
            output.Append((byte)'"');
            first = false;
        }
        output.Append((byte)']');
    }

    public void Member(ReadOnlySpan<byte> member)
    {
        output.Append(",\""u8);
        output.Append(member);
        output.Append("\":"u8);
    }

    /// <summary>Ends a document that stands by itself.</summary>
    public void Close()
    {
        if (contextInBody)
        {
            output.Append(",\"@context\":"u8);
            output.Append(terms.Source.Span);
        }
        End();
    }

    /// <summary>Ends a document inside another one.</summary>
    public void End() => output.Append((byte)'}');
}

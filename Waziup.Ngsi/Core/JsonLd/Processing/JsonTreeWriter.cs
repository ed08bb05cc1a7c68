using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.JsonLd.Processing;

/// <summary>Writes values of a tree as JSON text.</summary>
internal static class JsonTreeWriter
{
    /// <summary>Writes a value with all that is in it.</summary>
    public static void Write(PooledBuffer output, JsonTree tree, int node)
    {
        switch (tree.Kind(node))
        {
            case NodeKind.Null:
                output.Append("null"u8);
                break;
            case NodeKind.True:
                output.Append("true"u8);
                break;
            case NodeKind.False:
                output.Append("false"u8);
                break;
            case NodeKind.Number:
                output.Append(tree.Text(node).Span);
                break;
            case NodeKind.String:
                Utf8Json.AppendString(output, tree.Text(node).Span);
                break;
            case NodeKind.Array:
                output.Append((byte)'[');
                WriteItems(output, tree, node);
                output.Close((byte)']');
                break;
            default:
                WriteObject(output, tree, node);
                break;
        }
    }

    /// <summary>Writes the items of an array, each followed by a comma.</summary>
    public static void WriteItems(PooledBuffer output, JsonTree tree, int node)
    {
        for (var item = tree.First(node); item != 0; item = tree.Next(item))
        {
            Write(output, tree, item);
            output.Append((byte)',');
        }
    }

    /// <summary>Writes the members of an object, each followed by a comma.</summary>
    public static void WriteMembers(PooledBuffer output, JsonTree tree, int node)
    {
        for (var member = tree.First(node); member != 0; member = tree.Next(member))
        {
            Utf8Json.AppendString(output, tree.Key(member).Span);
            output.Append((byte)':');
            Write(output, tree, member);
            output.Append((byte)',');
        }
    }

    private static void WriteObject(PooledBuffer output, JsonTree tree, int node)
    {
        output.Append((byte)'{');
        WriteMembers(output, tree, node);
        output.Close((byte)'}');
    }
}

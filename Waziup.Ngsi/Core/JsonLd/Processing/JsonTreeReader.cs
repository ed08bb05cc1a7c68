using System.Text.Json;
using System.Text.Unicode;
using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.JsonLd.Processing;

/// <summary>Reads JSON text into a tree.</summary>
internal static class JsonTreeReader
{
    /// <summary>Reads a document.</summary>
    /// <param name="tree">Takes the values; it refers to <paramref name="json" />.</param>
    /// <param name="json">The text, UTF-8.</param>
    /// <param name="maxNesting">How deep arrays and objects may lie in each other.</param>
    /// <returns>The outermost value.</returns>
    /// <exception cref="JsonLdException">It is no JSON, or nested too deeply.</exception>
    public static int Read(JsonTree tree, ArraySegment<byte> json, int maxNesting)
    {
        if (!Utf8.IsValid(json))
            throw new JsonLdException(JsonLdErrorCode.LoadingDocumentFailed, "The document is not valid UTF-8.");

        // One level more than allowed, so that the reader's own error is never the one that is seen.
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = maxNesting + 1 });
        try
        {
            return Read(tree, ref reader, json, maxNesting);
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            throw new JsonLdException(JsonLdErrorCode.LoadingDocumentFailed, "The document is not valid JSON.", broken);
        }
    }

    private static int Read(JsonTree tree, ref Utf8JsonReader reader, ArraySegment<byte> json, int maxNesting)
    {
        var open = new Stack<(int Node, int Start)>();
        var root = 0;
        var key = default(Utf8Slice);
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.PropertyName)
            {
                key = Text(ref reader, json);
                continue;
            }

            if (reader.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray)
            {
                var (closed, start) = open.Pop();
                tree.SetText(closed, Part(json, start, (int)reader.BytesConsumed - start));
                continue;
            }

            var isContainer = reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray;
            if (isContainer && open.Count == maxNesting)
            {
                throw new JsonLdException(
                    JsonLdErrorCode.TooDeep, $"The document has more than {maxNesting} arrays and objects in each other.");
            }

            var value = tree.Add(KindOf(reader.TokenType), isContainer ? default : Text(ref reader, json));
            if (open.TryPeek(out var parent))
                value = Attach(tree, parent.Node, key, value);
            else
                root = value;

            if (isContainer)
                open.Push((value, (int)reader.TokenStartIndex));
        }

        return root;
    }

    private static int Attach(JsonTree tree, int parent, Utf8Slice key, int value)
    {
        if (tree.IsArray(parent))
        {
            tree.Append(parent, value);
            return value;
        }

        // Of members with the same name the last one counts.
        if (tree.Find(parent, key) is not 0 and var earlier)
        {
            tree.Overwrite(earlier, value);
            return earlier;
        }

        tree.Put(parent, key, KeywordText.Read(key.Span), value);
        return value;
    }

    private static NodeKind KindOf(JsonTokenType token) => token switch
    {
        JsonTokenType.StartObject => NodeKind.Object,
        JsonTokenType.StartArray => NodeKind.Array,
        JsonTokenType.String => NodeKind.String,
        JsonTokenType.Number => NodeKind.Number,
        JsonTokenType.True => NodeKind.True,
        JsonTokenType.False => NodeKind.False,
        _ => NodeKind.Null,
    };

    private static Utf8Slice Text(ref Utf8JsonReader reader, ArraySegment<byte> json)
    {
        var isQuoted = reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName;
        if (!isQuoted || !reader.ValueIsEscaped)
            return Part(json, (int)reader.TokenStartIndex + (isQuoted ? 1 : 0), reader.ValueSpan.Length);

        var text = new byte[reader.ValueSpan.Length];
        return new Utf8Slice(text, 0, reader.CopyString(text));
    }

    private static Utf8Slice Part(ArraySegment<byte> json, int start, int length) => new(json.Array!, json.Offset + start, length);
}

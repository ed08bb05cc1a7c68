using System.Text.Json;
using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.Model;

/// <summary>Reads scopes (4.18): one or several paths whose levels are names.</summary>
internal static class ScopeText
{
    private const int MaxScopes = 256;

    /// <summary>Checks a JSON string or array and writes it compactly; one scope alone becomes a string.</summary>
    /// <exception cref="NgsiLdException">BadRequestData for anything that is no scope.</exception>
    public static PooledBuffer Read(ReadOnlySpan<byte> json, bool allowNull)
    {
        var output = PooledBuffer.Rent(256);
        try
        {
            var reader = new Utf8JsonReader(json);
            reader.Read();
            var isArray = reader.TokenType == JsonTokenType.StartArray;
            var count = 0;
            output.Append((byte)'[');
            if (isArray)
                reader.Read();
            while (reader.TokenType == JsonTokenType.String)
            {
                var text = BodyJson.TextOf(json.Slice((int)reader.TokenStartIndex, (int)(reader.BytesConsumed - reader.TokenStartIndex)));
                if (!IsScope(text) && !(allowNull && !isArray && text.SequenceEqual(UriText.Null)))
                    throw NgsiLdErrors.Bad($"'{Members.Show(text)}' is not a scope such as /site/field1");
                output.Append(count++ == 0 ? [] : ","u8);
                Utf8Json.AppendString(output, text);
                if (!isArray || !reader.Read() || count > MaxScopes)
                    break;
            }
            if (count is 0 or > MaxScopes || (isArray && reader.TokenType != JsonTokenType.EndArray))
                throw NgsiLdErrors.Bad($"a scope is a text, or an array of 1 to {MaxScopes} texts");
            output.Append((byte)']');
            return count == 1 ? Unwrap(output) : output;
        }
        catch
        {
            output.Dispose();
            throw;
        }
    }

    /// <summary>The scopes of an entity.</summary>
    public static List<string> Of(Entity entity)
    {
        var scopes = new List<string>();
        if (entity.HasScope)
            Collect(entity.Document.AsSpan(entity.ScopeRange.Start, entity.ScopeRange.Length), scopes);
        return scopes;
    }

    /// <summary>The scope of an entity with the first levels of each path alone, as JSON; empty where there is none, or no level.</summary>
    public static ReadOnlySpan<byte> Cut(Entity entity, int depth)
    {
        if (depth == int.MaxValue)
            return entity.Document.AsSpan(entity.ScopeRange.Start, entity.ScopeRange.Length);
        return depth == 0 ? [] : Written([.. Of(entity).Select(scope => Cut(scope, depth)).Distinct(StringComparer.Ordinal)]);
    }

    /// <summary>The first levels of a path.</summary>
    public static string Cut(string scope, int depth)
    {
        var end = scope.StartsWith('/') ? 0 : -1;
        for (; depth > 0; depth--)
        {
            end = scope.IndexOf('/', end + 1);
            if (end < 0)
                return scope;
        }
        return scope[..end];
    }

    /// <summary>The scopes of several entities as one JSON string or array, each once; empty where there are none.</summary>
    public static byte[] Union(IEnumerable<Entity> entities)
    {
        var scopes = new List<string>();
        foreach (var entity in entities)
        {
            if (!entity.HasScope)
                continue;
            var reader = new Utf8JsonReader(entity.Document.AsSpan(entity.ScopeRange.Start, entity.ScopeRange.Length));
            while (reader.Read())
            {
                if (reader.TokenType == JsonTokenType.String && reader.GetString() is { } scope && !scopes.Contains(scope, StringComparer.Ordinal))
                    scopes.Add(scope);
            }
        }
        return Written(scopes);
    }

    private static byte[] Written(List<string> scopes)
    {
        using var output = PooledBuffer.Rent(256);
        foreach (var scope in scopes)
        {
            output.Append(output.Length == 0 ? scopes.Count > 1 ? "["u8 : [] : ","u8);
            Utf8Json.AppendString(output, scope);
        }
        output.Append(scopes.Count > 1 ? "]"u8 : []);
        return output.Written.ToArray();
    }

    /// <summary>Whether the text is a path of names, with or without a leading slash.</summary>
    public static bool IsScope(ReadOnlySpan<byte> text)
    {
        if (text.StartsWith("/"u8))
            text = text[1..];
        while (true)
        {
            var slash = text.IndexOf((byte)'/');
            if (!UriText.IsName(slash < 0 ? text : text[..slash]))
                return false;
            if (slash < 0)
                return true;
            text = text[(slash + 1)..];
        }
    }

    /// <summary>The union of two scopes, each a JSON string or array as <see cref="Read"/> writes it.</summary>
    public static PooledBuffer Union(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        var output = PooledBuffer.Rent(256);
        var seen = new List<string>();
        Collect(left, seen);
        Collect(right, seen);
        output.Append((byte)'[');
        for (var i = 0; i < seen.Count; i++)
        {
            output.Append(i == 0 ? [] : ","u8);
            Utf8Json.AppendString(output, seen[i]);
        }
        output.Append((byte)']');
        return seen.Count == 1 ? Unwrap(output) : output;
    }

    /// <summary>The paths in a scope, each unescaped.</summary>
    public static void Collect(ReadOnlySpan<byte> json, List<string> into)
    {
        if (json.IsEmpty)
            return;
        var reader = new Utf8JsonReader(json);
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.String && reader.GetString() is { } scope && !into.Contains(scope))
                into.Add(scope);
        }
    }

    private static PooledBuffer Unwrap(PooledBuffer array)
    {
        var single = PooledBuffer.Rent(array.Length);
        single.Append(array.Written[1..^1]);
        array.Dispose();
        return single;
    }
}

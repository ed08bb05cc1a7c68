using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Waziup.Ngsi.Sensors.Registry;

namespace Waziup.Ngsi.Sensors.Scripts;

/// <summary>A codec as administrators write it, and as it is stored, which is an entity of the type <c>Codec</c>.</summary>
/// <param name="Script">The script.</param>
/// <param name="Examples">What it has to make of some payloads and values.</param>
internal sealed record CodecForm(string Script, ImmutableArray<CodecExample> Examples)
{
    /// <summary>The type of the entities.</summary>
    public const string Type = "Codec";

    /// <summary>Bytes that a script takes as UTF-8.</summary>
    public const int MaxScriptBytes = 64 * 1024;

    private const int MaxExamples = 50;

    /// <summary>Reads a document; what is wrong is taken down.</summary>
    /// <param name="document"><c>script</c>, and where there are any <c>description</c> and <c>examples</c>.</param>
    /// <param name="problems">Takes what is wrong.</param>
    public static CodecForm? Read(JsonElement document, List<FormRemark> problems)
    {
        if (document.ValueKind != JsonValueKind.Object)
        {
            problems.Add(new FormRemark("", "This is an object."));
            return null;
        }
        var form = new Form(document, "", problems);
        var script = ScriptOf(form);
        _ = form.Text("description");
        var examples = form.Forms("examples");
        if (examples.Count > MaxExamples)
            form.Refuse("examples", $"A codec has at most {MaxExamples} examples.");
        var read = examples.Take(MaxExamples).Select(CodecExample.Read).ToImmutableArray();
        foreach (var unread in examples.SelectMany(example => example.Unread()).Concat(form.Unread()))
            problems.Add(unread);
        return problems.Count > 0 ? null : new CodecForm(script!, read);
    }

    /// <summary>The entity of a document that was read without problems.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="document">The document.</param>
    /// <param name="functions">Which functions for codecs the script has.</param>
    public static JsonObject Entity(string id, JsonElement document, IReadOnlyCollection<string> functions)
    {
        var entity = new JsonObject { ["id"] = id, ["type"] = Type };
        var form = new Form(document, "", []);
        entity.Text("script", form.Any("script")!.Value.GetString());
        entity.Text("description", form.Text("description"));
        entity.Json("examples", form.Any("examples"));
        entity.List("functions", functions);
        return entity;
    }

    /// <summary>The script of a stored entity; null where it has none.</summary>
    public static string? ScriptOf(JsonElement entity) => Stored.Text(entity, "script");

    /// <summary>What tells one script from any other.</summary>
    public static string HashOf(string script) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(script)));

    private static string? ScriptOf(Form form)
    {
        if (form.Any("script") is { ValueKind: JsonValueKind.String } script && script.GetString() is { Length: > 0 } text)
        {
            if (Encoding.UTF8.GetByteCount(text) <= MaxScriptBytes)
                return text;
            form.Refuse("script", $"A script has at most {MaxScriptBytes} bytes.");
            return null;
        }
        form.Refuse("script", "A codec has a script, which is a text.");
        return null;
    }
}

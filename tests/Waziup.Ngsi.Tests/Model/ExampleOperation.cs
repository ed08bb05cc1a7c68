using System.Text;
using System.Text.Json;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Tests.Model;

/// <summary>Carries out the operation of an example as the broker does: read the input, then apply the mutation.</summary>
internal static class ExampleOperation
{
    private const string Head = "\"id\":\"urn:ngsi-ld:T:1\",\"type\":\"T\",";

    public static EntityId Id { get; } = Parse("urn:ngsi-ld:T:1");

    public static Change Run(Entity? current, Example example, ActiveContext terms)
    {
        var operation = OperationOf(example);
        var mutation = Mutate(operation, example, terms);
        return Patch.Apply(current, mutation, Time(example.Text("now") ?? "2026-01-02T00:00:00Z"));
    }

    public static Instant Time(string text) => Instant.TryParse(text, out var instant) ? instant : throw new FormatException(text);

    private static string OperationOf(Example example) => example.Text("operation") ?? "create";

    private static Mutation Mutate(string operation, Example example, ActiveContext terms)
    {
        var merge = Rules(NullRule.DeletesAnything, example) with { Simplified = example.Text("format") == "simplified" };
        return operation switch
        {
            "create" => Whole(MutationKind.Create),
            "replace" => Whole(MutationKind.ReplaceEntity),
            "upsert-replace" => Whole(MutationKind.UpsertReplace),
            "upsert-update" => Whole(MutationKind.UpsertUpdate, NullRule.DeletesInstances),
            "append" => Part(MutationKind.Append, Rules(NullRule.Refused, example)),
            "append-no-overwrite" => Part(MutationKind.AppendNoOverwrite, Rules(NullRule.Refused, example)),
            "update" => Part(MutationKind.Update, Rules(NullRule.DeletesInstances, example)),
            "batch-update" => Part(MutationKind.BatchUpdate, Rules(NullRule.DeletesInstances, example)),
            "merge" => Part(MutationKind.Merge, merge) with
            {
                ObservedAt = example.Text("observedAt") is { } time ? Time(time) : Instant.None,
                Lang = example.Text("lang"),
            },
            "partial-update" => OneAttribute(MutationKind.PartialUpdate, Rules(NullRule.DeletesMembers, example) with { Partial = true }),
            "replace-attribute" => OneAttribute(MutationKind.ReplaceAttribute, Rules(NullRule.Refused, example)),
            "delete-attribute" => new Mutation(MutationKind.DeleteAttribute, Id)
            {
                Attribute = Name(),
                DatasetId = example.Text("datasetId"),
                DeleteAll = example["deleteAll"].ValueKind == JsonValueKind.True,
            },
            "delete" => new Mutation(MutationKind.DeleteEntity, Id),
            "purge" => new Mutation(MutationKind.Purge, Id)
            {
                Keeps = example.Has("keep"),
                Attributes = example[example.Has("keep") ? "keep" : "drop"].EnumerateArray()
                    .Select(name => terms.Expand(name.GetString()!)).ToHashSet(StringComparer.Ordinal),
            },
            "expire" => new Mutation(MutationKind.Expire, Id),
            _ => throw new FormatException($"unknown operation {operation}"),
        };

        Mutation Whole(MutationKind kind, NullRule nulls = NullRule.Refused)
        {
            var entity = EntityReader.Read(Input(example), terms, Rules(nulls, example) with { NeedsId = true });
            return new Mutation(kind, entity.Id, entity);
        }

        Mutation Part(MutationKind kind, ReadRules rules) => new(kind, Id, EntityReader.Read(Input(example), terms, rules));

        Mutation OneAttribute(MutationKind kind, ReadRules rules) =>
            new(kind, Id, EntityReader.ReadAttribute(Name(), Input(example), terms, rules)) { Attribute = Name() };

        Iri Name()
        {
            var name = example.Text("attribute")!;
            // The path segment "scope" names no attribute, but may be deleted (5.6.5).
            return name == "scope" && operation == "delete-attribute"
                ? Waziup.Ngsi.Model.Core.Scope
                : InstanceReader.Expand(Encoding.UTF8.GetBytes(name), terms);
        }
    }

    private static ReadRules Rules(NullRule nulls, Example example) =>
        new(nulls, NeedsId: false, ContextInBody: example["contextInBody"].ValueKind == JsonValueKind.True);

    /// <summary>The request's body: <c>text</c> as it is written, or <c>input</c>, which <c>as</c> makes the attribute of a small entity.</summary>
    private static byte[] Input(Example example)
    {
        var text = example.Text("text") ?? example["input"].GetRawText();
        var whole = OperationOf(example) is "create" or "replace" or "upsert-replace" or "upsert-update";
        return Encoding.UTF8.GetBytes(example.Text("as") is { } attribute
            ? $"{{{(whole ? Head : "")}\"{attribute}\":{text}}}"
            : text);
    }

    private static EntityId Parse(string id) => EntityId.TryParse(id, out var parsed) ? parsed : throw new FormatException(id);
}

using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Rendering;

/// <summary>Writes instances that say that an attribute was deleted (4.5.6): NGSI-LD Null in place of the value.</summary>
internal static class DeletionText
{
    /// <summary>The instance, without the members that the broker adds.</summary>
    public static void Instance(PooledBuffer output, HistoryRow row)
    {
        output.Append("{\"type\":\""u8);
        output.Append(Kinds.NameOf(row.Kind));
        output.Append("\",\""u8);
        output.Append(Kinds.ValueMemberOf(row.Kind));
        output.Append("\":"u8);
        Value(output, row);
        if (row.DatasetId is not null)
        {
            output.Append(",\"datasetId\":"u8);
            Utf8Json.AppendString(output, row.DatasetId);
        }
        if (row.IsObserved)
        {
            output.Append(",\"observedAt\":"u8);
            row.At.AppendTo(output);
        }
        output.Append((byte)'}');
    }

    /// <summary>4.5.4: what stands for the value, wrapped like a value of the kind.</summary>
    public static void Simplified(PooledBuffer output, HistoryRow row)
    {
        if (row.Kind is not (AttributeKind.LanguageProperty or AttributeKind.VocabProperty or AttributeKind.JsonProperty))
        {
            Value(output, row);
            return;
        }
        output.Append("{\""u8);
        output.Append(Kinds.ValueMemberOf(row.Kind));
        output.Append("\":"u8);
        Value(output, row);
        output.Append((byte)'}');
    }

    /// <summary>What stands for the value; of a scope nothing is left.</summary>
    public static void Value(PooledBuffer output, HistoryRow row) =>
        output.Append(row.Name == Model.Core.Scope.Value ? "[]"u8 : NullText.Of(row.Kind));
}

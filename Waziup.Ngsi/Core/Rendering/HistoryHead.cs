using System.Text;
using Waziup.Ngsi.Access;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.JsonLd;

namespace Waziup.Ngsi.Rendering;

/// <summary>Writes what stands around the attributes of a temporal representation.</summary>
internal static class HistoryHead
{
    /// <summary>The opening brace, id and types.</summary>
    public static void Open(PooledBuffer output, HistoryView view, ActiveContext terms)
    {
        output.Append((byte)'{');
        if (view.Has(EntityMembers.Id))
        {
            output.Append("\"id\":"u8);
            Utf8Json.AppendString(output, view.Id.Value);
            output.Append((byte)',');
        }
        if (view.Has(EntityMembers.Type))
            TypesText.Write(output, view.Entity, terms);
    }

    /// <summary>The name of an attribute with its colon.</summary>
    public static void Name(PooledBuffer output, string name, ActiveContext terms)
    {
        output.Append((byte)'"');
        output.Append(name == Model.Core.Scope.Value ? "scope"u8 : terms.Compact(Encoding.UTF8.GetBytes(name)));
        output.Append("\":"u8);
    }

    /// <summary>The times of the entity where they are wanted, the @context, and the closing brace.</summary>
    public static void Close(PooledBuffer output, HistoryView view, ActiveContext terms, Shape shape)
    {
        if (shape.SystemTimes)
        {
            view.CreatedAt.AppendMember(output, "\"createdAt\":"u8);
            view.ModifiedAt.AppendMember(output, "\"modifiedAt\":"u8);
            view.ExpiresAt.AppendMember(output, "\"expiresAt\":"u8);
            view.Entity.DeletedAt.AppendMember(output, "\"deletedAt\":"u8);
        }
        if (shape.ContextInBody)
        {
            output.Append("\"@context\":"u8);
            output.Append(terms.Source.Span);
        }
        output.Close((byte)'}');
    }
}

using Waziup.Ngsi.Broker;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.AspNetCore;

/// <summary>Writes the results of operations that may succeed in part (5.2.16 to 5.2.19, 6.3.17).</summary>
internal static class Results
{
    /// <summary>204, or 207 with what was and what was not updated; the names are IRIs, since the answer carries no @context.</summary>
    public static ValueTask UpdateAsync(Exchange exchange, Change change, CancellationToken cancel) =>
        change.NotUpdated.IsEmpty ? ResponseWriter.NoContent(exchange.Http) : PartAsync(exchange, change, cancel);

    private static async ValueTask PartAsync(Exchange exchange, Change change, CancellationToken cancel)
    {
        using var body = PooledBuffer.Rent();
        body.Append("{\"updated\":["u8);
        for (var i = 0; i < change.Updated.Length; i++)
        {
            body.Append(i == 0 ? [] : ","u8);
            Utf8Json.AppendString(body, change.Updated[i]);
        }
        body.Append("],\"notUpdated\":["u8);
        for (var i = 0; i < change.NotUpdated.Length; i++)
        {
            body.Append(i == 0 ? "{\"attributeName\":"u8 : ",{\"attributeName\":"u8);
            Utf8Json.AppendString(body, change.NotUpdated[i].Name);
            body.Append(",\"reason\":"u8);
            Utf8Json.AppendString(body, change.NotUpdated[i].Reason);
            body.Append((byte)'}');
        }
        body.Append("]}"u8);
        await ResponseWriter.WriteAsync(exchange.Http, 207, MediaTypes.Json, body, cancel);
    }

    /// <summary>201 with the ids that were created, 204 where none was, or 207 with all successes and errors.</summary>
    public static async ValueTask BatchAsync(Exchange exchange, BatchReport report, CancellationToken cancel)
    {
        if (report.Errors.Count == 0 && report.Created.Count == 0)
        {
            await ResponseWriter.NoContent(exchange.Http);
            return;
        }
        using var body = PooledBuffer.Rent();
        if (report.Errors.Count == 0)
        {
            Ids(body, report.Created);
            await ResponseWriter.WriteAsync(exchange.Http, 201, MediaTypes.Json, body, cancel);
            return;
        }
        body.Append("{\"success\":"u8);
        Ids(body, report.Succeeded);
        body.Append(",\"errors\":["u8);
        for (var i = 0; i < report.Errors.Count; i++)
        {
            body.Append(i == 0 ? "{\"entityId\":"u8 : ",{\"entityId\":"u8);
            Utf8Json.AppendString(body, report.Errors[i].Id);
            body.Append(",\"error\":"u8);
            ProblemWriter.Append(body, report.Errors[i].Error);
            body.Append((byte)'}');
        }
        body.Append("]}"u8);
        await ResponseWriter.WriteAsync(exchange.Http, 207, MediaTypes.Json, body, cancel);
    }

    private static void Ids(PooledBuffer body, IReadOnlyList<string> ids)
    {
        body.Append((byte)'[');
        for (var i = 0; i < ids.Count; i++)
        {
            body.Append(i == 0 ? [] : ","u8);
            Utf8Json.AppendString(body, ids[i]);
        }
        body.Append((byte)']');
    }
}

using System.Globalization;
using System.Text;

namespace Waziup.Floor;

/// <summary>Queries of the past of an entity: its last readings, and the averages of days.</summary>
internal sealed class History(IStore store)
{
    const long Day = 86_400_000_000;
    const int Milliseconds = 23;
    const int Seconds = 19;

    public Task RunAsync(HttpContext http, string id) => http.Request.Query.ContainsKey("aggrMethods") ? AveragesAsync(http, id) : LastAsync(http, id);

    async Task LastAsync(HttpContext http, string id)
    {
        using var answer = new Answer();
        var count = long.Parse(http.Request.Query["lastN"].ToString(), CultureInfo.InvariantCulture);
        await store.ReadAsync(new(Statements.Last, id, count), row =>
        {
            if (answer.IsEmpty)
                Begin(answer, id, row.Bytes(4), "\"level\":["u8);
            else
                answer.Append(","u8);
            var at = row.Long(0);
            answer.Append("{\"type\":\"Property\",\"value\":"u8);
            answer.Append(row.Double(1));
            answer.Append(",\"unitCode\":\""u8);
            answer.Append(row.Bytes(2));
            answer.Append("\",\"observedAt\":"u8);
            answer.AppendTime(at, Milliseconds);
            answer.Append(",\"instanceId\":\"urn:ngsi-ld:Instance:"u8);
            answer.AppendHex(at);
            answer.AppendHex(row.Long(3));
            answer.Append("\"}"u8);
        });
        await EndAsync(http, answer, "]}"u8.ToArray());
    }

    async Task AveragesAsync(HttpContext http, string id)
    {
        using var answer = new Answer();
        var query = http.Request.Query;
        var (from, before) = (Filling.Time(query["timeAt"].ToString()), Filling.Time(query["endTimeAt"].ToString()));
        await store.ReadAsync(new(Statements.Averages, id, from, before, Day), row =>
        {
            if (answer.IsEmpty)
                Begin(answer, id, row.Bytes(2), "\"level\":{\"type\":\"Property\",\"avg\":["u8);
            else
                answer.Append(","u8);
            var day = from + (row.Long(0) * Day);
            answer.Append("["u8);
            answer.Append(row.Double(1));
            answer.Append(","u8);
            answer.AppendTime(day, Seconds);
            answer.Append(","u8);
            answer.AppendTime(day + Day, Seconds);
            answer.Append("]"u8);
        });
        await EndAsync(http, answer, "]}}"u8.ToArray());
    }

    static void Begin(Answer answer, string id, ReadOnlySpan<byte> type, ReadOnlySpan<byte> attribute)
    {
        answer.Append("{\"id\":\""u8);
        answer.Append(Encoding.UTF8.GetBytes(id));
        answer.Append("\",\"type\":\""u8);
        answer.Append(type);
        answer.Append("\","u8);
        answer.Append(attribute);
    }

    static async Task EndAsync(HttpContext http, Answer answer, byte[] end)
    {
        if (answer.IsEmpty)
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        answer.Append(end);
        await answer.SendAsync(http.Response);
    }
}

using System.Text;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Contract.Storage;

/// <summary>Edits of a history, without a write behind them. Times are microseconds.</summary>
internal static class Row
{
    /// <summary>Of what <see cref="Fill"/> makes.</summary>
    public const string Filler = "urn:fill";

    /// <summary>An instance: observed, with the number as its value, unless told otherwise.</summary>
    public static HistoryEdit Put(string name, long at, double number, long stamp, string dataset = "", bool isObserved = true) => new(
        HistoryEditKind.Put, Utf8(name), Utf8(dataset), new Instant(at), new Instant(stamp), AttributeKind.Property,
        Utf8($$"""{"type":"Property","value":{{Sample.Number(number)}}}"""), number)
    {
        IsObserved = isObserved,
    };

    /// <summary>A deletion that the broker saw: it has no body, and its time is that of the write.</summary>
    public static HistoryEdit Deletion(string name, long at, string dataset = "") => new(
        HistoryEditKind.Deletion, Utf8(name), Utf8(dataset), new Instant(at), new Instant(at), AttributeKind.Property, default, double.NaN);

    /// <summary>A deletion that somebody told, with the time at which it was observed.</summary>
    public static HistoryEdit ToldDeletion(string name, long at, long stamp) => Deletion(name, at) with
    {
        Stamp = new Instant(stamp),
        Body = Utf8("""{"type":"Property","value":"urn:ngsi-ld:null"}"""),
        IsObserved = true,
    };

    /// <summary>A removal; which members count depends on its kind.</summary>
    public static HistoryEdit Remove(HistoryEditKind kind, string name = "", long at = 0, string dataset = "") => new(
        kind, Utf8(name), Utf8(dataset), new Instant(at), new Instant(0), AttributeKind.None, default, double.NaN);

    /// <summary>The same instance at another time: its id and its beginning stay.</summary>
    public static HistoryEdit[] Move(HistoryEdit put, long from, long createdAt, string id) =>
    [
        new HistoryEdit(HistoryEditKind.RemoveInstance, put.Name, put.Dataset, new Instant(from), put.Stamp, AttributeKind.None, default, double.NaN),
        put with { CreatedAt = new Instant(createdAt), InstanceId = Utf8(id) },
    ];

    /// <summary>So many rows of another attribute; with 48 a store may begin to keep them elsewhere.</summary>
    public static HistoryEdit[] Fill(int count) => [.. Enumerable.Range(0, count).Select(i => Put(Filler, 1000 + i, i, 1000 + i))];

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}

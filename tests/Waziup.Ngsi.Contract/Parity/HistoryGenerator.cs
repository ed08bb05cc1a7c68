using System.Text;
using Waziup.Ngsi.Contract.Storage;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Contract.Parity;

/// <summary>Random edits and windows over few names, datasets and times, so that they meet. The same seed gives the same ones.</summary>
sealed class HistoryGenerator(int seed)
{
    static readonly string[] Names = ["urn:a:0", "urn:a:1", "urn:a:2"];
    static readonly TimeProperty[] Properties = Enum.GetValues<TimeProperty>();

    readonly Random _random = new(seed);

    public int Next(int below) => _random.Next(below);

    /// <summary>A write of some edits.</summary>
    /// <param name="id">The entity, which has to be there.</param>
    /// <param name="count">How many edits.</param>
    /// <param name="times">How many times there are; with few, edits meet.</param>
    /// <param name="removals">How many percent of the edits take something away.</param>
    public Intent Write(string id, int count, int times, int removals)
    {
        var stamp = new Instant(_random.Next(1000));
        HistoryEdit[] edits = [.. Enumerable.Range(0, count).SelectMany(_ => Edits(stamp, times, removals))];
        return new Intent(Sample.Id(id), current => new Change
        {
            Outcome = Outcome.Done,
            Kind = ChangeKind.Rewritten,
            After = current,
            Stamp = stamp,
            History = [.. edits],
        });
    }

    /// <summary>A window; its bounds often are times of rows.</summary>
    public Window Window(int times)
    {
        var property = Properties[_random.Next(Properties.Length)];
        var range = property is TimeProperty.CreatedAt or TimeProperty.ModifiedAt or TimeProperty.DeletedAt ? 1000 : times;
        return new Window(property, Bound(range), Bound(range), _random.Next(2) == 0)
        {
            Names = _random.Next(3) > 0 ? default : [.. Names.Append("urn:unheard").Where(_ => _random.Next(2) == 0)],
        };
    }

    /// <summary>A window by the times of keys.</summary>
    public Window KeyWindow(int times) => Window(times) with { Property = Properties[_random.Next(3)] };

    private IEnumerable<HistoryEdit> Edits(Instant stamp, int times, int removals)
    {
        if (_random.Next(100) < removals)
            return [Removal(stamp, times)];
        if (_random.Next(12) > 0)
            return [Row(stamp, times)];
        // An instance is moved: its id and its beginning go with it.
        var to = Row(stamp, times) with { CreatedAt = new Instant(_random.Next(1000)), InstanceId = Utf8($"urn:i:{_random.Next(1000)}") };
        return [to with { Kind = HistoryEditKind.RemoveInstance, At = new Instant(_random.Next(times)) }, to];
    }

    private HistoryEdit Row(Instant stamp, int times)
    {
        var isDeletion = _random.Next(6) == 0;
        var isNumber = !isDeletion && _random.Next(40) > 0;
        var number = _random.Next(1000) / 7.0;
        var value = isNumber ? Sample.Number(number) : isDeletion ? "\"urn:ngsi-ld:null\"" : $"\"t{_random.Next(9)}\"";
        var body = isDeletion && _random.Next(2) == 0 ? default : Utf8($$"""{"type":"Property","value":{{value}}}""");
        return new HistoryEdit(
            isDeletion ? HistoryEditKind.Deletion : HistoryEditKind.Put, Name(), Dataset(), new Instant(_random.Next(times)), stamp, AttributeKind.Property,
            body, isNumber ? number : double.NaN)
        {
            IsObserved = _random.Next(2) == 0,
            CreatedAt = _random.Next(5) == 0 ? new Instant(_random.Next(1000)) : Instant.None,
        };
    }

    private HistoryEdit Removal(Instant stamp, int times)
    {
        var kind = _random.Next(10) switch
        {
            < 5 => HistoryEditKind.RemoveInstance,
            < 7 => HistoryEditKind.RemoveAttribute,
            < 9 => HistoryEditKind.RemoveName,
            _ => HistoryEditKind.RemoveAll,
        };
        return new HistoryEdit(kind, Name(), Dataset(), new Instant(_random.Next(times)), stamp, AttributeKind.None, default, double.NaN);
    }

    private Instant Bound(int range) => _random.Next(3) == 0 ? Instant.None : new Instant(_random.Next(range + 1));

    private byte[] Name() => Utf8(Names[_random.Next(Names.Length)]);

    private byte[] Dataset() => _random.Next(3) == 0 ? Utf8("urn:d:1") : [];

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}

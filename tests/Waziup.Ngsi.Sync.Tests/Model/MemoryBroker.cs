using Waziup.Ngsi.Sync.Exchange;
using Waziup.Ngsi.Sync.Logs;
using Waziup.Ngsi.Sync.Versions;

namespace Waziup.Ngsi.Sync.Tests.Model;

/// <summary>A broker in memory that can be copied as a whole, as a backup is, and put back.</summary>
sealed class MemoryBroker(string node, Func<uint> dice, Mutant mutant) : IBroker, ILog
{
    private readonly Dictionary<string, Stamp> _buried = [];
    private readonly Dictionary<string, Stamp> _born = [];
    private readonly Dictionary<Slot, ValueVersion> _present = [];
    private readonly Dictionary<(Slot Slot, long Key), ValueVersion> _past = [];
    private readonly List<LogRecord> _records = [];
    private readonly List<Mark> _marks = [];
    private readonly Dictionary<string, MemoryPeer> _peers = [];

    public string Node => node;

    public string Epoch { get; set; } = "first";

    public ILog Log => this;

    public Mark Head => _marks.Count > 0 ? _marks[^1] : Mark.Start;

    public long Before { get; private set; }

    public IReadOnlyDictionary<Slot, ValueVersion> Presents => _present;

    public IReadOnlyDictionary<(Slot Slot, long Key), ValueVersion> Pasts => _past;

    public IReadOnlyDictionary<string, Stamp> Ends => _buried;

    public IEnumerable<string> Entities => _born.Keys.Union(_buried.Keys);

    public Stamp Buried(string entity) => _buried.GetValueOrDefault(entity, Stamp.None);

    public Stamp Born(string entity) => _born.GetValueOrDefault(entity, Stamp.None);

    public ValueVersion? Present(in Slot slot) => _present.GetValueOrDefault(slot);

    public ValueVersion? Past(in Slot slot, long key) => _past.GetValueOrDefault((slot, key));

    public void Bury(Tombstone end)
    {
        _buried[end.Entity] = end.Stamp;
        foreach (var version in _present.Values.Where(version => version.Entity == end.Entity && (mutant == Mutant.EndByStamp ? version.Stamp : version.Birth) <= end.Stamp).ToList())
            _present.Remove(version.Slot);
    }

    public void PutPast(ValueVersion version)
    {
        if (mutant == Mutant.FirstStays && _past.TryGetValue((version.Slot, version.Key), out var known) && known.Stamp == version.Stamp)
            return;
        _past[(version.Slot, version.Key)] = version;
        _born[version.Entity] = Stamp.Max(Born(version.Entity), version.Birth);
    }

    public void PutPresent(ValueVersion version)
    {
        if (mutant == Mutant.FirstStays && _present.TryGetValue(version.Slot, out var known) && known.Stamp == version.Stamp)
            return;
        _present[version.Slot] = version;
        _born[version.Entity] = Stamp.Max(Born(version.Entity), version.Birth);
    }

    public bool Knows(Mark mark) => mark == Mark.Start ? Before == 0 : mark.Sequence <= _marks.Count && mark.Sequence > 0 && _marks[(int)mark.Sequence - 1] == mark;

    public void Append(Lane lane, string origin, Item item)
    {
        var mark = new Mark(_marks.Count + 1, dice());
        _marks.Add(mark);
        _records.Add(new LogRecord(mark, lane, origin, item));
    }

    public IEnumerable<LogRecord> Read(long after, long upto)
    {
        Assert.True(after >= Before, "what is trimmed is not read");
        return _records.Skip((int)after).Take((int)(upto - after));
    }

    public void Trim(long to) => Before = Math.Max(Before, Math.Min(to, _marks.Count));

    public IPeer Peer(string other) => _peers.TryGetValue(other, out var peer) ? peer : _peers[other] = new MemoryPeer();

    public IEnumerable<Item> ItemsOf(string entity)
    {
        var versions = _past.Values.Where(version => version.Entity == entity).Union(_present.Values.Where(version => version.Entity == entity));
        return _buried.TryGetValue(entity, out var end) ? versions.Append<Item>(new Tombstone(entity, end)) : versions;
    }

    public MemoryBroker Copy()
    {
        var copy = new MemoryBroker(node, dice, mutant) { Epoch = Epoch, Before = Before };
        Fill(copy._buried, _buried);
        Fill(copy._born, _born);
        Fill(copy._present, _present);
        Fill(copy._past, _past);
        copy._records.AddRange(_records);
        copy._marks.AddRange(_marks);
        foreach (var (other, peer) in _peers)
            copy._peers[other] = peer.Copy();
        return copy;
    }

    private static void Fill<TKey, TValue>(Dictionary<TKey, TValue> to, Dictionary<TKey, TValue> from)
        where TKey : notnull
    {
        foreach (var (key, value) in from)
            to[key] = value;
    }

    private sealed class MemoryPeer : IPeer
    {
        public string? Epoch { get; set; }

        public Mark Witness { get; set; }

        public bool IsCompareDue { get; set; }

        public long Down { get; set; }

        public IDictionary<string, StreamState> Streams { get; private init; } = new Dictionary<string, StreamState>();

        public MemoryPeer Copy() => new() { Epoch = Epoch, Witness = Witness, IsCompareDue = IsCompareDue, Down = Down, Streams = new Dictionary<string, StreamState>(Streams) };
    }
}

using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Sqlite;

/// <summary>Numbers for names, as the writer needs them: from memory, else from the table, else a new row in the running transaction.</summary>
internal sealed class NameTable : INameNumbers, INumberedNames
{
    private const int Most = 100_000;

    private readonly Dictionary<byte[], long> _numbers = new(Utf8Comparer.Instance);
    private readonly Dictionary<byte[], long>.AlternateLookup<ReadOnlySpan<byte>> _lookup;
    private readonly NameTexts _texts = new();
    private readonly List<byte[]> _unsure = [];
    private readonly Statement _find;
    private readonly Statement _findName;
    private readonly Statement _insert;
    private long _next;

    public NameTable(Connection connection)
    {
        _lookup = _numbers.GetAlternateLookup<ReadOnlySpan<byte>>();
        _find = connection.Prepare("select id from name where iri = ?");
        _findName = connection.Prepare(NameTexts.Find);
        _insert = connection.Prepare("insert into name (id, iri) values (?, ?)");
        _next = (connection.Number("select max(id) from name") ?? 0) + 1;
        var all = connection.Prepare($"select id, iri from name order by id desc limit {Most / 2}");
        while (all.Step())
            _numbers.Add(all.Blob(1).ToArray(), all.Long(0));
        connection.Forget(all);
    }

    /// <inheritdoc/>
    public long NumberOf(ReadOnlySpan<byte> iri)
    {
        if (iri.IsEmpty)
            return 0;
        if (_lookup.TryGetValue(iri, out var number))
            return number;
        var key = iri.ToArray();
        number = Stored(iri);
        if (number == 0)
        {
            number = _next++;
            _insert.Bind(1, number);
            _insert.BindText(2, iri);
            _insert.Run();
            _unsure.Add(key);
        }
        _numbers.Add(key, number);
        return number;
    }

    /// <inheritdoc/>
    public ReadOnlySpan<byte> NameOf(long number) => _texts.NameOf(number, _findName);

    public void Committed()
    {
        _unsure.Clear();
        // Names come from clients: the memory for them is bounded, forgetting only costs a look into the table.
        if (_numbers.Count > Most)
            _numbers.Clear();
    }

    public void RolledBack()
    {
        foreach (var name in _unsure)
        {
            _numbers.Remove(name, out var number);
            _texts.Set(number, null);
        }
        _unsure.Clear();
    }

    private long Stored(ReadOnlySpan<byte> iri)
    {
        try
        {
            _find.BindText(1, iri);
            return _find.Step() ? _find.Long(0) : 0;
        }
        finally
        {
            _find.Reset();
        }
    }
}

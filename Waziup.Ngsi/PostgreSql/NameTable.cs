using System.Collections.Concurrent;
using System.Text;
using Npgsql;
using NpgsqlTypes;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.PostgreSql;

/// <summary>Numbers for names and names for numbers: from memory, else from the table, else a new row. Thread-safe.</summary>
/// <remarks>A new name is committed by itself, before the write that needs it: whoever sees a number finds its name.</remarks>
internal sealed class NameTable(NpgsqlDataSource source) : INameNumbers, INumberedNames
{
    // Names come from clients: the memory for them is bounded, forgetting only costs a look into the table.
    private const int Most = 100_000;

    // A conflict would use a number up: only what is not there is inserted.
    private const string Insert =
        """
        with known as (select id from name where hash = $1),
        added as (insert into name (hash, iri) select $1, $2 where not exists (select 1 from known) on conflict (hash) do nothing returning id)
        select id from known union all select id from added
        """;

    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<byte[], int> _numbers = new(Utf8Comparer.Instance);
    private readonly ConcurrentDictionary<int, Name> _names = new();

    /// <inheritdoc/>
    public long NumberOf(ReadOnlySpan<byte> iri)
    {
        if (iri.IsEmpty)
            return 0;
        return _numbers.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(iri, out var number) ? number : Add(iri.ToArray());
    }

    /// <inheritdoc/>
    public ReadOnlySpan<byte> NameOf(long number) => Find((int)number).Utf8;

    /// <summary>A name as text.</summary>
    /// <exception cref="InvalidDataException">No name has this number.</exception>
    public string TextOf(int number) => Find(number).Text;

    /// <summary>The numbers of names, as far as they have any.</summary>
    public async ValueTask<int[]> NumbersAsync(IEnumerable<string> names, CancellationToken cancel)
    {
        var (found, unknown) = (new List<int>(), new List<string>());
        foreach (var name in names)
        {
            if (_numbers.TryGetValue(Encoding.UTF8.GetBytes(name), out var number))
                found.Add(number);
            else
                unknown.Add(name);
        }
        if (unknown.Count > 0)
        {
            // Another node may have added them.
            found.AddRange(await source.ListAsync(
                "select id, iri from name where hash = any ($1)",
                parameters => parameters.Add(NpgsqlDbType.Array | NpgsqlDbType.Uuid, unknown.Select(Hash.Of).ToArray()),
                row =>
                {
                    Know(row.GetInt32(0), row.GetString(1));
                    return row.GetInt32(0);
                },
                cancel));
        }
        return [.. found];
    }

    /// <summary>Reads the newest names, so that the first requests need not ask for each.</summary>
    public async Task LoadAsync(CancellationToken cancel)
    {
        await using var command = source.CreateCommand("select id, iri from name order by id desc limit 20000");
        await using var rows = await command.ExecuteReaderAsync(cancel);
        while (await rows.ReadAsync(cancel))
            Know(rows.GetInt32(0), rows.GetString(1));
    }

    private int Add(byte[] iri)
    {
        lock (_gate)
        {
            var text = Encoding.UTF8.GetString(iri);
            while (true)
            {
                using var command = source.CreateCommand(Insert);
                command.Parameters.Add(NpgsqlDbType.Uuid, Hash.Of(iri)).Add(NpgsqlDbType.Text, text);
                // Nothing where another node has added it since the statement began.
                if (command.ExecuteScalar() is not int number)
                    continue;
                Know(number, text);
                return number;
            }
        }
    }

    private Name Find(int number)
    {
        if (_names.TryGetValue(number, out var known))
            return known;
        lock (_gate)
        {
            using var command = source.CreateCommand("select iri from name where id = $1");
            command.Parameters.Add(NpgsqlDbType.Integer, number);
            return command.ExecuteScalar() is string text ? Know(number, text) : throw new InvalidDataException("a name in an index is not known");
        }
    }

    private Name Know(int number, string text)
    {
        if (_names.Count >= Most)
        {
            _names.Clear();
            _numbers.Clear();
        }
        var name = new Name(Encoding.UTF8.GetBytes(text), text);
        _names[number] = name;
        _numbers[name.Utf8] = number;
        return name;
    }

    private sealed record Name(byte[] Utf8, string Text);
}

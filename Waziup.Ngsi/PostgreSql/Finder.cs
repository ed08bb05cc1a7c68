using System.Threading.Channels;
using Npgsql;
using NpgsqlTypes;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.PostgreSql;

/// <summary>Finds single entities: what waits shares a round trip.</summary>
internal sealed class Finder : IAsyncDisposable
{
    private const int Most = 64;

    // Answers run together on threads of the pool, so that the connection is free for the next.
    private const int Together = 8;

    private const string Find =
        """
        select w.n::integer, e.idx, e.doc
        from unnest($1, $2) with ordinality as w (tenant, hash, n) join entity e on e.tenant = w.tenant and e.hash = w.hash
        where e.deleted is null
        """;

    private readonly Channel<Wish> _wishes = Channel.CreateUnbounded<Wish>();
    private readonly NpgsqlDataSource _source;
    private readonly NameTable _names;
    private readonly Task[] _loops;

    /// <param name="source">Gives connections.</param>
    /// <param name="names">Names for numbers.</param>
    /// <param name="connections">How many look at the same time.</param>
    public Finder(NpgsqlDataSource source, NameTable names, int connections)
    {
        _source = source;
        _names = names;
        _loops = [.. Enumerable.Range(0, connections).Select(_ => Task.Run(LoopAsync))];
    }

    /// <summary>Finds one entity, or null.</summary>
    /// <exception cref="NgsiLdException">StorageUnavailable.</exception>
    public Task<Entity?> FindAsync(int tenant, EntityId id)
    {
        var wish = new Wish(tenant, id);
        if (!_wishes.Writer.TryWrite(wish))
            throw new NgsiLdException(NgsiLdErrors.StorageUnavailable("the store is closed"));
        return wish.Answer;
    }

    public async ValueTask DisposeAsync()
    {
        _wishes.Writer.TryComplete();
        await Task.WhenAll(_loops);
    }

    private async Task LoopAsync()
    {
        var group = new List<Wish>(Most);
        while (await _wishes.Reader.WaitToReadAsync())
        {
            while (group.Count < Most && _wishes.Reader.TryRead(out var wish))
                group.Add(wish);
            if (group.Count == 0)
                continue;
            try
            {
                await FindAsync(group);
            }
            catch (Exception failure)
            {
                // Nothing may end the loop: callers wait.
                foreach (var wish in group)
                    wish.Failure = failure as NgsiLdException ?? PostgreSqlFailure.ToException(failure);
            }
            foreach (var bundle in group.Chunk(Together))
                ThreadPool.UnsafeQueueUserWorkItem(Wish.AnswerAll, bundle, preferLocal: false);
            group.Clear();
        }
    }

    private async Task FindAsync(List<Wish> group) => await _source.UseAsync(
        async connection =>
        {
            await using var command = new NpgsqlCommand(Find, connection);
            command.Parameters
                .AddColumn(NpgsqlDbType.Integer, group.ConvertAll(wish => wish.Tenant))
                .AddColumn(NpgsqlDbType.Uuid, group.ConvertAll(wish => Hash.Of(wish.Id.Value)));
            await using var rows = await command.ExecuteReaderAsync();
            while (await rows.ReadAsync())
            {
                var wish = group[rows.GetInt32(0) - 1];
                wish.Found = EntityDecoder.Decode(wish.Id, rows.GetFieldValue<byte[]>(2), rows.GetFieldValue<byte[]>(1), _names);
            }
            return group.Count;
        },
        CancellationToken.None);

    /// <summary>One find that somebody waits for.</summary>
    private sealed class Wish(int tenant, EntityId id)
    {
        public static readonly Action<Wish[]> AnswerAll = wishes =>
        {
            foreach (var wish in wishes)
                wish.Complete();
        };

        private readonly TaskCompletionSource<Entity?> _answer = new();

        public int Tenant { get; } = tenant;

        public EntityId Id { get; } = id;

        public Entity? Found { get; set; }

        public NgsiLdException? Failure { get; set; }

        public Task<Entity?> Answer => _answer.Task;

        private void Complete()
        {
            if (Failure is null)
                _answer.SetResult(Found);
            else
                _answer.SetException(Failure);
        }
    }
}

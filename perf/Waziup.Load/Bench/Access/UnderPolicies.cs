namespace Waziup.Load.Bench.Access;

/// <summary>A load by somebody who shows a key, under policies; the floor is the same broker without identity, on the same entities.</summary>
/// <remarks>
/// 1 what the broker answers without policies      3 the load, on a broker that has read the policies from its store
/// 2 policies and key, made through the API        4 before and after it: does he see what he is meant to, is a change made, is a stranger refused
/// </remarks>
/// <param name="key">Who loads.</param>
/// <param name="paths">What is asked before and after the load.</param>
/// <param name="compare">Judges the answer to a path without policies, and the one under them.</param>
internal sealed class UnderPolicies(Key key, IReadOnlyList<string> paths, Action<string, Reply, Reply> compare) : IScene
{
    /// <summary>The path of an entity that the key may change, and with what; null where the load changes nothing.</summary>
    public (string Path, string Body)? Change { get; init; }

    public Task<Measurement> MeasureAsync(Stage stage, bool isHost, CancellationToken cancel)
    {
        var store = isHost ? "guarded" : "open";
        return stage.WithStoreAsync(store, () => isHost ? GuardedAsync(stage, store, cancel) : OpenAsync(stage, store, cancel), cancel);
    }

    static async Task<Measurement> OpenAsync(Stage stage, string store, CancellationToken cancel)
    {
        await using var broker = await stage.StartBrokerAsync(store, [], cancel);
        return await stage.LoadAsync(broker, [], stage.Script, cancel);
    }

    async Task<Measurement> GuardedAsync(Stage stage, string store, CancellationToken cancel)
    {
        // 1
        var replies = new Dictionary<string, Reply>();
        await using (var open = await stage.StartBrokerAsync(store, [], cancel))
        {
            using var asking = new Client(open.Url);
            foreach (var path in paths)
                replies[path] = await asking.GetAsync(path, cancel);
        }

        // 2
        using var identity = new Identity();
        string secret;
        await using (var begun = await stage.StartBrokerAsync(store, identity.Arguments, cancel))
            secret = (await Guard.PrepareAsync(begun, [key], stage.Time, cancel))[key.Name];

        // 3, 4
        await using var broker = await stage.StartBrokerAsync(store, identity.Arguments, cancel);
        await CheckAsync(broker, secret, replies, cancel);
        var measured = await stage.LoadAsync(broker, [], settings => stage.Script(settings with { Key = secret }), cancel);
        // What was changed is not what it was.
        await CheckAsync(broker, secret, Change is null ? replies : [], cancel);
        return measured;
    }

    async Task CheckAsync(ServerProcess broker, string secret, Dictionary<string, Reply> stored, CancellationToken cancel)
    {
        using var stranger = new Client(broker.Url);
        using var known = new Client(broker.Url, secret);
        await stranger.SendAsync(HttpMethod.Get, paths[0], null, 401, cancel);
        foreach (var (path, reply) in stored)
            compare(path, reply, await known.GetAsync(path, cancel));
        if (Change is { } change)
            await known.SendAsync(HttpMethod.Patch, change.Path + "/attrs", change.Body, 204, cancel);
    }
}

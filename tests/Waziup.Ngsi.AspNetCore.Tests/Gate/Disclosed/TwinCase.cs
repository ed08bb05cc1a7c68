namespace Waziup.Ngsi.AspNetCore.Tests.Gate.Disclosed;

/// <summary>One case: two brokers, filled and changed and asked from one seed, and what is hidden in each from another.</summary>
static class TwinCase
{
    private static readonly string[] Kinds = ["value", "value", "place", "crop", "soil", "depth", "level", "scope", "owner", "past", "past", "pulse", "pulse", "drop", "uncrop", "end"];
    private static readonly string[] Triggers = ["", "", "\"notificationTrigger\":[\"entityCreated\",\"entityUpdated\",\"entityDeleted\",\"attributeCreated\",\"attributeUpdated\",\"attributeDeleted\"],"];
    private static readonly string[] Forms =
        ["", "\"showChanges\":true,\"sysAttrs\":true,", "\"format\":\"concise\",\"showChanges\":true,", "\"format\":\"simplified\",", "\"attributes\":[\"numValue\",\"note\",\"tick\"],", "\"join\":\"inline\","];

    /// <param name="seed">Of all of it.</param>
    /// <param name="rename">What those who are known by aliases are called in the second one; null: as in the first.</param>
    public static async Task RunAsync(int seed, Func<string, string>? rename)
    {
        await using var one = await TwinWorld.StartAsync(rename is null ? null : name => name);
        await using var two = await TwinWorld.StartAsync(rename);
        var worlds = new[] { (World: one, Writer: new TwinWriter(one, new Random(seed + 1_000_000))), (World: two, Writer: new TwinWriter(two, new Random(seed + 2_000_000))) };
        var shared = new Random(seed);
        var readings = Enumerable.Range(1, 4).Select(i => new Drawn(i, shared)).Append(new Drawn(1, shared, "Private")).ToList();

        await EachAsync(async (world, _) => await PeopleAsync(world));
        foreach (var drawn in readings)
            await CreateAsync(drawn);
        await EachAsync((world, _) => world.AskAsync(new Probe("GET ", "/entities?type=Person,Plot")));
        for (var steps = shared.Next(30, 60); steps > 0; steps--)
        {
            if (shared.Next(12) == 0)
                await SubscribeAsync(shared.Next(4));
            if (shared.Next(20) == 0)
                await FollowAsync();
            if (shared.Next(20) == 0)
                await FreezeAsync();
            await StepAsync(Drawn.Pick(shared, [.. readings]), Drawn.Pick(shared, Kinds));
        }
        await EachAsync((world, _) => world.AskAsync(new Probe("GET ", "/entities?local=true&options=sysAttrs&count=true&limit=100")));

        one.End().IsSameAs(two.End(), $"seed {seed}");

        async Task EachAsync(Func<TwinWorld, TwinWriter, Task> act)
        {
            foreach (var (world, writer) in worlds)
                await act(world, writer);
        }

        // What both draw from the same dice.
        async Task SameAsync(Func<TwinWorld, TwinWriter, Random, Task> act)
        {
            var own = shared.Next();
            await EachAsync((world, writer) => act(world, writer, new Random(own)));
        }

        async Task CreateAsync(Drawn drawn)
        {
            (drawn.IsThere, drawn.HasCrop) = (true, true);
            await SameAsync((world, writer, dice) => writer.CreateAsync(drawn, $$"""
                "level":{"type":"Property","value":{{dice.Next(5)}}},"label":{"type":"Property","value":"a"},"scope":"/farm/f{{dice.Next(3)}}",
                "inPlot":{"type":"Relationship","object":"urn:ngsi-ld:Plot:{{world.Renamed(dice.Next(1, 3).ToString())}}"},"near":{"type":"Relationship","object":"urn:ngsi-ld:Reading:{{dice.Next(1, 5)}}"}
                """));
        }

        async Task StepAsync(Drawn drawn, string kind)
        {
            await EachAsync((_, writer) => writer.HideAsync(readings));
            await EachAsync(async (world, _) => world.Advance(TimeSpan.FromSeconds(1)));
            if (!drawn.IsThere)
            {
                await CreateAsync(drawn);
                // Conditions about other entities look at those when it is told: before the next change of them.
                await EachAsync((world, _) => world.DrainAsync());
            }
            drawn.Move(shared, kind);
            (drawn.IsThere, drawn.HasCrop) = (kind != "end", kind == "crop" || (drawn.HasCrop && kind != "uncrop"));
            await SameAsync((_, writer, dice) => writer.ShowAsync(drawn, kind, dice));
            await EachAsync((world, _) => world.DrainAsync());
            var probe = TwinScript.Next(shared);
            await EachAsync((world, _) => world.AskAsync(probe));
            await EachAsync((world, _) => world.DrainAsync());
            await EachAsync(async (world, _) => world.Advance(TimeSpan.FromSeconds(60)));
        }

        async Task SubscribeAsync(int id)
        {
            var (q, trigger, form) = (shared.Next(3) == 0 ? "" : TwinConditions.Condition(shared), Drawn.Pick(shared, Triggers), Drawn.Pick(shared, Forms));
            var watched = shared.Next(3) == 0 ? "\"watchedAttributes\":[\"numValue\",\"note\",\"owner\",\"tick\"]," : "";
            await EachAsync((world, _) => world.SubscribeAsync($"{id}", q, $"{trigger}{watched}\"entities\":[{{\"type\":\"Reading,Private,Vault,Mark\"}}]", form));
        }

        async Task FollowAsync()
        {
            var query = TwinScript.Feed(shared);
            await EachAsync((world, _) => world.FollowAsync(query));
        }

        async Task FreezeAsync()
        {
            var body = TwinScript.Snapshot(shared);
            await EachAsync((world, _) => world.FreezeAsync(body));
        }
    }

    private static async Task PeopleAsync(TwinWorld world)
    {
        foreach (var name in (string[])["kofi", "ama", "yaw"])
            await world.RootAsync("POST", "/entities", $$"""{"id":"urn:ngsi-ld:Person:{{world.Renamed(name)}}","type":"Person","name":{"type":"Property","value":"{{name}}"} }""");
        foreach (var number in (string[])["1", "2"])
        {
            await world.RootAsync("POST", "/entities", $$"""
                {"id":"urn:ngsi-ld:Plot:{{world.Renamed(number)}}","type":"Plot","area":{"type":"Property","value":{{number}}},
                 "owner":{"type":"Relationship","object":"urn:ngsi-ld:Person:{{world.Renamed("ama")}}"} }
                """);
        }
    }
}

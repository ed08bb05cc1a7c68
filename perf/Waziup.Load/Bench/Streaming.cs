namespace Waziup.Load.Bench;

/// <summary>How a server behaves that is asked for long answers again and again.</summary>
/// <param name="FirstByte">From the request to the first byte of its answer, in the middle of all.</param>
/// <param name="EarlyResident">Resident memory after a few answers.</param>
/// <param name="LateResident">Resident memory after all.</param>
internal sealed record Streaming(TimeSpan FirstByte, long EarlyResident, long LateResident)
{
    public const int Entities = 1_000;
    const int Few = 10;
    const int All = 1_000;

    static readonly QueryPath Long = new($"/ngsi-ld/v1/entities?type=FieldStation&limit={Entities}");

    /// <summary>Asks one request after the other.</summary>
    public static async Task<Streaming> MeasureAsync(Client client, int pid, TimeProvider time, CancellationToken cancel)
    {
        var times = new List<TimeSpan>();
        var early = 0L;
        for (var i = 0; i < All; i++)
        {
            times.Add(await client.FirstByteAsync(Long.With(), time, cancel));
            if (i + 1 == Few)
                early = Proc.Resident(pid);
        }

        return new(times.Order().ElementAt(All / 2), early, Proc.Resident(pid));
    }
}

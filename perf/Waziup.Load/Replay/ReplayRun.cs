using System.Net;

namespace Waziup.Load.Replay;

/// <summary>Pushes the readings of real deployments into a broker, as a gateway that has been collecting them would.</summary>
/// <remarks>
/// 1 read the exports, join and sort by sensor       4 push each sensor's readings in time order
/// 2 drop the part of the state that the broker lost 5 sum up
/// 3 register devices and sensors                    6 compare the broker with the readings
/// </remarks>
internal sealed class ReplayRun(ReplayOptions options, TextWriter output, TimeProvider time, bool isTerminal = false)
{
    const string Upsert = "/entityOperations/upsert?options=update";
    const string Evolutions = "/temporal/entities";
    const int RefusalsShown = 10;

    int _refused;

    /// <returns>The exit code: 0 all went well, 1 the broker refused readings or does not hold what was pushed, 2 nothing to replay.</returns>
    public async Task<int> RunAsync(CancellationToken cancel)
    {
        // 1 – read
        var folder = ReadingFolder.Read(options.Folder, options.Limit);
        Describe(folder);
        if (folder.Series.Count == 0)
        {
            output.WriteLine("Nothing to replay.");
            return 2;
        }

        using var broker = new Broker(options.Url, options.Context, time);
        var state = ReplayState.Open(options.StateFolder, options.Url, options.Raw);

        // 2 – a broker that was emptied since knows nothing of what the state says
        await ForgetLostAsync(broker, state, folder, cancel);

        // 3 – register
        var answer = await broker.PostAsync(Upsert, Entities.Registration(folder.Series), cancel);
        Refuse(answer, "registration");
        var devices = folder.Series.Select(series => series.Id.Device).Distinct().Count();
        output.WriteLine($"Registered {devices} devices and {folder.Series.Count} sensors.");

        // 4 – push
        var progress = new ReplayProgress(output, time, isTerminal, folder.Series.Count, folder.Count);
        foreach (var series in folder.Series)
            await PushAsync(broker, state, series, progress, cancel);

        // 5 – sum up
        progress.Finish();
        output.WriteLine(
            $"Pushed {progress.Pushed:N0} readings in {progress.Elapsed.TotalSeconds:N1} s ({progress.Rate:N0}/s), {broker.Retries} requests repeated, {_refused} refused.");

        // 6 – compare
        var holds = !options.Verify || await new ReplayVerifier(options, broker, output).RunAsync(folder.Series, cancel);
        return _refused == 0 && holds ? 0 : 1;
    }

    async Task PushAsync(Broker broker, ReplayState state, SensorSeries series, ReplayProgress progress, CancellationToken cancel)
    {
        var pushed = state.Pushed(series);
        progress.Skip(pushed);
        while (pushed < series.Readings.Count)
        {
            var count = Math.Min(options.Batch, series.Readings.Count - pushed);
            var answer = options.Raw
                ? await broker.PostAsync(Evolutions, Entities.Evolution(series, pushed, count), cancel)
                : await broker.PostAsync(Upsert, Entities.Readings(series, pushed, count), cancel);
            Refuse(answer, series.Id.ToString());
            pushed += count;
            state.Note(series, pushed);
            progress.Push(count);
        }

        progress.SensorDone();
    }

    static async Task ForgetLostAsync(Broker broker, ReplayState state, ReadingFolder folder, CancellationToken cancel)
    {
        foreach (var series in folder.Series.Where(series => state.Pushed(series) > 0))
        {
            var answer = await broker.GetAsync("/entities/" + Uri.EscapeDataString(series.Id.SensorUrn), cancel);
            if (answer.Status == HttpStatusCode.NotFound)
                state.Forget(series);
        }
    }

    // A refused item is counted and shown, the others go on; a request that is refused as a whole ends the replay, as all would be.
    void Refuse(Answer answer, string what)
    {
        if (!answer.IsSuccess)
            throw new IOException($"The broker refused {what}: {answer.Describe()}");

        foreach (var refusal in answer.Refused())
        {
            if (_refused++ < RefusalsShown)
                output.WriteLine($"Refused: {refusal}");
        }
    }

    void Describe(ReadingFolder folder)
    {
        output.WriteLine($"{folder.Files.Count} files, {folder.Series.Count} sensors, {folder.Count:N0} readings, {folder.Series.Sum(series => series.Distinct):N0} distinct.");
        foreach (var path in folder.Skipped)
            output.WriteLine($"Skipped {path}: no header with timestamp, date_received and value.");

        foreach (var file in folder.Files.Where(file => file.Rejected > 0))
            output.WriteLine($"{file.Rejected} rows of {file.Path} hold no reading: {string.Join("; ", file.Faults)}");

        var headers = folder.Files.Sum(file => file.RepeatedHeaders);
        if (headers > 0)
            output.WriteLine($"{headers} repeated header lines were passed over.");
    }
}

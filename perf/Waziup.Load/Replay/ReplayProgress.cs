namespace Waziup.Load.Replay;

/// <summary>Shows how far a replay is: rewritten in place on a terminal, a line every few seconds elsewhere.</summary>
internal sealed class ReplayProgress(TextWriter output, TimeProvider time, bool isTerminal, int sensors, int total)
{
    readonly long _start = time.GetTimestamp();
    readonly TimeSpan _interval = isTerminal ? TimeSpan.FromMilliseconds(200) : TimeSpan.FromSeconds(5);
    int _pushed;
    int _skipped;
    int _sensorsDone;
    TimeSpan _shown;

    public TimeSpan Elapsed => time.GetElapsedTime(_start);

    /// <summary>Readings acknowledged per second, in this run.</summary>
    public double Rate => Elapsed > TimeSpan.Zero ? _pushed / Elapsed.TotalSeconds : 0;

    public int Pushed => _pushed;

    public void Skip(int readings) => _skipped += readings;

    public void Push(int readings)
    {
        _pushed += readings;
        if (Elapsed - _shown >= _interval)
            Show();
    }

    public void SensorDone() => _sensorsDone++;

    public void Finish()
    {
        Show();
        if (isTerminal)
            output.WriteLine();
    }

    void Show()
    {
        _shown = Elapsed;
        var left = total - _skipped - _pushed;
        var eta = Rate > 0 ? TimeSpan.FromSeconds(left / Rate) : TimeSpan.Zero;
        var text = $"{_sensorsDone}/{sensors} sensors  {_skipped + _pushed:N0}/{total:N0} readings  {Rate:N0}/s  {eta:hh\\:mm\\:ss} left";
        if (isTerminal)
            output.Write("\r" + text.PadRight(79));
        else
            output.WriteLine(text);
    }
}

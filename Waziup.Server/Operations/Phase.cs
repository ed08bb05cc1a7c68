namespace Waziup.Server.Operations;

/// <summary>Whether the server is starting, serving or stopping.</summary>
internal sealed class Phase
{
    private volatile bool _isServing;
    private volatile bool _hasStarted;

    /// <summary>Requests are welcome.</summary>
    public bool IsServing => _isServing;

    /// <summary>The start is over; before, a failure to start is told by the program and not in the log.</summary>
    public bool HasStarted => _hasStarted;

    /// <summary>The server has started; it serves until it is asked to stop.</summary>
    public void Serving(IHost host)
    {
        _hasStarted = true;
        _isServing = true;
        host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.Register(() => _isServing = false);
    }
}

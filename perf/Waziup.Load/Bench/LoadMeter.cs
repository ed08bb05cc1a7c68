namespace Waziup.Load.Bench;

/// <summary>Measures over a stretch of time what the server took of the machine, and what others took.</summary>
/// <param name="serverPid">The server.</param>
/// <param name="databasePid">The first process of the database that works for it; null: there is none.</param>
/// <param name="companions">Others that belong to the measurement, but are not measured.</param>
internal sealed class LoadMeter(int serverPid, int? databasePid, IReadOnlyList<int>? companions = null)
{
    readonly double _server = Served(serverPid, databasePid);
    readonly double _own = Own(companions);
    readonly double _kernel = Proc.KernelThreadsCpu();
    readonly (double Busy, double Total) _machine = Proc.Machine();

    /// <summary>Processor seconds of server and database since the meter was made, and the share of the machine that was neither theirs nor ours.</summary>
    public (double ServerCpu, double OtherLoad) Read()
    {
        var server = Served(serverPid, databasePid) - _server;
        var own = Own(companions) - _own;
        // The kernel's threads write back what the server has written; that is no other load. A thread that ended lowers the sum.
        var kernel = Math.Max(0, Proc.KernelThreadsCpu() - _kernel);
        var (busy, total) = Proc.Machine();
        return (server, Math.Max(0, (busy - _machine.Busy - server - own - kernel) / (total - _machine.Total)));
    }

    static double Own(IReadOnlyList<int>? companions) => Proc.OwnCpu() + (companions?.Sum(Proc.Cpu) ?? 0);

    static double Served(int serverPid, int? databasePid) => Proc.Cpu(serverPid) + (databasePid is { } pid ? Proc.FamilyCpu(pid) : 0);
}

using System.Globalization;

namespace Waziup.Load.Bench;

/// <summary>Reads processor time and memory from Linux's /proc.</summary>
internal static class Proc
{
    // USER_HZ: fixed at 100 in what the kernel shows to programs on every architecture that .NET runs on.
    const double TicksPerSecond = 100;

    // kthreadd, the parent of all kernel threads.
    const int KernelParent = 2;

    /// <summary>Seconds of processor time a process has taken, in user and kernel mode.</summary>
    public static double Cpu(int pid) => Ticks(File.ReadAllText($"/proc/{pid}/stat"), from: 14, to: 15) / TicksPerSecond;

    /// <summary>The same for a process and all that it has started, whether they have ended or not; those have started no others.</summary>
    public static double FamilyCpu(int pid) => (Ticks(File.ReadAllText($"/proc/{pid}/stat"), from: 14, to: 17) + Children(pid)) / TicksPerSecond;

    /// <summary>The same for this process and all children that have ended, wrk among them.</summary>
    public static double OwnCpu() => Ticks(File.ReadAllText("/proc/self/stat"), from: 14, to: 17) / TicksPerSecond;

    /// <summary>Seconds the processors of the machine were busy, and seconds there were, both summed over all processors.</summary>
    public static (double Busy, double Total) Machine() => Machine(File.ReadLines("/proc/stat").First());

    /// <summary>Seconds of processor time of the kernel's own threads, which write back and commit what processes have written.</summary>
    public static double KernelThreadsCpu() => Children(KernelParent) / TicksPerSecond;

    /// <summary>Resident memory of a process, in bytes.</summary>
    public static long Resident(int pid) => Kilobytes(File.ReadLines($"/proc/{pid}/status"), "VmRSS:") * 1024;

    /// <summary>A figure of a file like /proc/meminfo, in kB.</summary>
    public static long Kilobytes(IEnumerable<string> lines, string name)
    {
        var line = lines.First(line => line.StartsWith(name, StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
    }

    /// <summary>Adds up fields of /proc/PID/stat, counted from 1 as proc(5) does. The name in field 2 may hold blanks and brackets.</summary>
    internal static long Ticks(string stat, int from, int to)
    {
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        long sum = 0;
        for (var field = from; field <= to; field++)
            sum += long.Parse(fields[field - 3], CultureInfo.InvariantCulture);

        return sum;
    }

    /// <summary>The processor time of the running processes that a process has started, in ticks.</summary>
    static long Children(int parent)
    {
        long ticks = 0;
        foreach (var folder in Directory.EnumerateDirectories("/proc").Where(folder => char.IsAsciiDigit(folder[^1])))
        {
            try
            {
                var stat = File.ReadAllText(Path.Combine(folder, "stat"));
                if (Ticks(stat, from: 4, to: 4) == parent)
                    ticks += Ticks(stat, from: 14, to: 15);
            }
            catch (IOException)
            {
                // The process has ended since the folder was listed.
            }
        }

        return ticks;
    }

    internal static (double Busy, double Total) Machine(string cpu)
    {
        // user nice system idle iowait irq softirq steal; guest times are in user already. Stolen time was somebody else's.
        var ticks = cpu.Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).Take(8).Select(text => double.Parse(text, CultureInfo.InvariantCulture)).ToArray();
        var total = ticks.Sum();
        return ((total - ticks[3] - ticks[4]) / TicksPerSecond, total / TicksPerSecond);
    }
}

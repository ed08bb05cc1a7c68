using System.Diagnostics;
using System.Globalization;

namespace Waziup.Load.Bench;

/// <summary>Makes every flush of a process slower, host and floor alike: a library put before libc that waits after fsync and fdatasync.</summary>
/// <remarks>It is compiled when it is needed, with the machine's gcc; nothing in the repository is compiled C.</remarks>
internal static class SlowFlush
{
    const string Source = """
        #define _GNU_SOURCE
        #include <dlfcn.h>
        #include <stdlib.h>
        #include <time.h>

        static void wait_ms(void)
        {
            const char *text = getenv("WAZIUP_FLUSH_DELAY_MS");
            long us = text ? (long)(atof(text) * 1000) : 0;
            struct timespec t = { us / 1000000, us % 1000000 * 1000 };
            nanosleep(&t, 0);
        }

        int fsync(int fd)
        {
            static int (*real)(int);
            if (!real) real = (int (*)(int))dlsym(RTLD_NEXT, "fsync");
            int result = real(fd);
            wait_ms();
            return result;
        }

        int fdatasync(int fd)
        {
            static int (*real)(int);
            if (!real) real = (int (*)(int))dlsym(RTLD_NEXT, "fdatasync");
            int result = real(fd);
            wait_ms();
            return result;
        }
        """;

    /// <summary>Compiles the library into a folder; the variables that put it into effect for a process.</summary>
    public static async Task<IReadOnlyDictionary<string, string>> PrepareAsync(string folder, double milliseconds, CancellationToken cancel)
    {
        Directory.CreateDirectory(folder);
        var source = Path.Combine(folder, "slowflush.c");
        var library = Path.Combine(folder, "slowflush.so");
        await File.WriteAllTextAsync(source, Source, cancel);
        try
        {
            using var gcc = Process.Start(Launch.Info("gcc", "-shared", "-fPIC", "-O2", "-o", library, source, "-ldl"));
            await gcc!.WaitForExitAsync(cancel);
            if (gcc.ExitCode != 0)
                throw new IOException($"gcc ended with {gcc.ExitCode}.");
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new IOException("--flush-delay-ms needs gcc, which is not installed.", e);
        }

        return new Dictionary<string, string>
        {
            ["LD_PRELOAD"] = library,
            ["WAZIUP_FLUSH_DELAY_MS"] = milliseconds.ToString(CultureInfo.InvariantCulture),
        };
    }
}

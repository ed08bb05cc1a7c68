namespace Waziup.Ngsi.Contract;

/// <summary>Finds the test data that are too large or too foreign for the repository.</summary>
/// <remarks>
/// The folder is named by the environment variable <c>WAZIUP_TEST_DATA</c>. Without it a test is skipped on a laptop and fails on the
/// build machine (<c>CI</c> set): a suite that skips what it should run is not green.
/// </remarks>
public static class TestData
{
    /// <summary>The environment variable that names the folder.</summary>
    public const string Variable = "WAZIUP_TEST_DATA";

    /// <summary>Whether this run happens on the build machine, where nothing may be skipped.</summary>
    public static bool OnBuildMachine =>
        Environment.GetEnvironmentVariable("CI") is { Length: > 0 } value && !value.Equals("false", StringComparison.OrdinalIgnoreCase);

    /// <summary>The absolute path of a file or folder below the test data; ends the test when there are no test data.</summary>
    /// <param name="parts">The path below the folder, one name per part; none for the folder itself.</param>
    public static string Require(params string[] parts)
    {
        var folder = Environment.GetEnvironmentVariable(Variable);
        if (string.IsNullOrWhiteSpace(folder))
            return Refuse($"{Variable} is not set: it names the folder with the test data.");

        if (!Directory.Exists(folder))
            return Refuse($"{Variable} names {folder}, which is not a folder.");

        var path = Path.GetFullPath(Path.Combine([folder, .. parts]));
        // The folder is there but a part of it is not: whoever set the variable expects these tests to run.
        if (!Path.Exists(path))
            Assert.Fail($"{Variable} names {folder}, which has no {Path.Combine(parts)}.");

        return path;
    }

    static string Refuse(string reason)
    {
        if (OnBuildMachine)
            Assert.Fail(reason);

        Assert.Skip(reason);
        return reason;
    }
}

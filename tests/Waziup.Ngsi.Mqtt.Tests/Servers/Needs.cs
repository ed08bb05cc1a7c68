namespace Waziup.Ngsi.Mqtt.Tests.Servers;

/// <summary>What has to be installed: without it a test is skipped, on the build machine it fails.</summary>
static class Needs
{
    public static void File(string path, string package)
    {
        if (System.IO.File.Exists(path))
            return;
        var missing = $"{path} is not installed (Debian: {package})";
        Assert.SkipUnless(Environment.GetEnvironmentVariable("CI") is { Length: > 0 }, missing);
        Assert.Fail(missing);
    }
}

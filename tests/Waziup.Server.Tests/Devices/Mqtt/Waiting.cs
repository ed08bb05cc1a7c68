namespace Waziup.Server.Tests.Devices.Mqtt;

/// <summary>What comes over MQTT is seen some time later.</summary>
static class Waiting
{
    static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Asks again and again until an answer is as it should be.</summary>
    public static async Task UntilAsync(this ServerProcess server, string path, Func<string, bool> isSo, string? key = null)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Limit);
        while (true)
        {
            var (_, body) = await server.SendAsync(HttpMethod.Get, path, null, request =>
            {
                if (key is not null)
                    request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {key}");
            });
            if (isSo(body))
                return;
            if (limit.IsCancellationRequested)
                Assert.Fail($"{path} answers {body}\n{server.Output}");
            await Task.Delay(Pause, CancellationToken.None);
        }
    }
}

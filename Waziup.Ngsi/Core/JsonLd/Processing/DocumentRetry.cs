namespace Waziup.Ngsi.JsonLd.Processing;

/// <summary>Has work done that needs contexts: where one is missing, it is fetched and the work begins anew.</summary>
/// <param name="shelf">The contexts that are ready.</param>
/// <param name="documents">The documents of this call.</param>
/// <param name="clock">Tells whether documents have expired.</param>
internal sealed class DocumentRetry(ContextShelf shelf, ContextDocuments documents, TimeProvider clock)
{
    /// <summary>Does the work. It must change nothing before it has all contexts.</summary>
    public ValueTask RunAsync(JsonLdOptions options, Action<ContextSession> work)
    {
        try
        {
            Run(options, work);
            return default;
        }
        catch (DocumentNeededException needed)
        {
            return WaitAsync(options, work, needed);
        }
    }

    private async ValueTask WaitAsync(JsonLdOptions options, Action<ContextSession> work, DocumentNeededException needed)
    {
        while (true)
        {
            documents.Take(needed.Url, await needed.Download);
            try
            {
                Run(options, work);
                return;
            }
            catch (DocumentNeededException next)
            {
                needed = next;
            }
        }
    }

    private void Run(JsonLdOptions options, Action<ContextSession> work)
    {
        using var session = new ContextSession(shelf, documents, options.MaxDefinitions, clock.GetUtcNow());
        try
        {
            work(session);
        }
        catch (InsufficientExecutionStackException deep)
        {
            // From the comparison of two definitions, which the framework does.
            throw new JsonLdException(JsonLdErrorCode.TooDeep, "A context is nested too deeply.", deep);
        }
    }
}

namespace Waziup.Ngsi.Client.Http;

/// <summary>The results of many parts as one.</summary>
internal sealed class BatchSum
{
    private readonly List<string> _succeeded = [];
    private readonly List<string> _created = [];
    private readonly List<NgsiFailure> _failures = [];

    public NgsiBatchResult Result => new(_succeeded, _created, _failures);

    public void Add(NgsiBatchResult part)
    {
        _succeeded.AddRange(part.Succeeded);
        _created.AddRange(part.Created);
        _failures.AddRange(part.Failures);
    }
}

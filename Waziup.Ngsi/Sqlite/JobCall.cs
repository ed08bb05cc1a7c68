using Waziup.Ngsi.Model;
using Waziup.Ngsi.Storage.Writing;

namespace Waziup.Ngsi.Sqlite;

/// <summary>A write that is not about one entity: a document, a cursor, trimming, restoring.</summary>
internal sealed class JobCall<T>(Func<Transaction, T> job) : WriteCall
{
    private readonly TaskCompletionSource<T> _answer = new();
    private NgsiLdError? _error;
    private T _result = default!;

    public Task<T> Result => _answer.Task;

    public override int Count => 1;

    public override void Run(IWriteTransaction transaction, int step) => _result = job((Transaction)transaction);

    protected override void Complete()
    {
        if (_error is null)
            _answer.SetResult(_result);
        else
            Fail(_error);
    }

    protected override void Fail(NgsiLdError error) => _answer.SetException(new NgsiLdException(error));

    protected override void Refuse(int step, NgsiLdError error) => _error = error;
}

using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Npgsql;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Storage.Writing;

namespace Waziup.Ngsi.PostgreSql;

/// <summary>Writes a group of calls in one transaction and answers them.</summary>
/// <remarks>
/// A group in whose way another node was is carried out again. One that fails because of one of its writes is halved until that one
/// stands alone. A database that cannot be reached fails the whole group at once; the next group opens another connection.
/// </remarks>
/// <param name="databases">Gives connections.</param>
/// <param name="names">Numbers for names.</param>
/// <param name="tenants">Numbers for tenants.</param>
/// <param name="indexes">The indexes that are kept.</param>
/// <param name="committed">Is told the last position of the log after each commit, and whether a tenant came into being.</param>
/// <param name="queue">Where what belongs to a failed call is dropped.</param>
/// <param name="metrics">Measures.</param>
/// <param name="logger">Hears of failures.</param>
internal sealed class GroupCommit(
    Databases databases, NameTable names, KnownTenants tenants, KnownIndexes indexes, Action<long, bool> committed, WriteQueue queue,
    WriteMetrics metrics, ILogger logger)
    : IDisposable
{
    private static readonly NgsiLdError Unsure = NgsiLdErrors.StorageUnavailable(
        "the database did not confirm the write: it may be kept or not; try again later");

    private readonly Answers _answers = new();
    private NpgsqlConnection? _connection;
    private bool _failing;

    /// <summary>What is written next.</summary>
    public List<(WriteCall Call, int Step)> Group { get; } = [];

    /// <summary>Writes the group and has everybody answered. Never fails.</summary>
    public void Run()
    {
        try
        {
            Write(0, Group.Count);
        }
        catch (Exception failure)
        {
            // Nothing may end the writer's thread: its callers wait.
            WriteLog.GroupFailed(logger, Group.Count, failure);
            Abort(0, Group.Count, NgsiLdErrors.StorageUnavailable("the store failed; the operator finds the reason in the log"));
        }
        _answers.Send();
        Group.Clear();
    }

    public void Dispose() => Close();

    private void Write(int start, int count)
    {
        var failure = TryWrite(start, count, out var isUnsure);
        for (var tries = 1; failure is not null && IsWorthRepeating(failure, isUnsure, tries); tries++)
            failure = TryWrite(start, count, out isUnsure);
        if (failure is null)
            return;
        if (!PostgreSqlFailure.IsOfOneWrite(failure))
        {
            WriteLog.GroupFailed(logger, count, failure);
            _failing = true;
            Abort(start, count, isUnsure ? Unsure : PostgreSqlFailure.WriteErrorOf(failure));
        }
        else if (count > 1)
        {
            Write(start, count / 2);
            Write(start + (count / 2), count - (count / 2));
        }
        else
        {
            var trace = ActivityTraceId.CreateRandom().ToHexString();
            var (call, step) = Group[start];
            WriteLog.WriteFailed(logger, call.Subject(step).Id.Value, trace, failure);
            if (call.Failed(step, NgsiLdErrors.Internal(trace)))
                _answers.Add(call);
        }
    }

    /// <summary>Writes a part of the group in one transaction; returns why it could not.</summary>
    /// <param name="start">The first step.</param>
    /// <param name="count">How many.</param>
    /// <param name="isUnsure">Whether it may have been committed in spite of the failure.</param>
    private Exception? TryWrite(int start, int count, out bool isUnsure)
    {
        isUnsure = false;
        var began = metrics.Now;
        try
        {
            _connection ??= databases.Keys.OpenConnection();
            if (Steps(start, count).Any(subject => tenants.Find(subject.Tenant) == 0))
                TenantTable.Load(databases.Keys, tenants);
            var transaction = new Transaction(_connection, names, tenants, indexes);
            transaction.Begin(Steps(start, count));
            for (var i = start; i < start + count; i++)
            {
                if (!IsAborted(i))
                    Group[i].Call.Run(transaction, Group[i].Step);
            }
            transaction.Write();
            isUnsure = true;
            transaction.Commit();
            committed(transaction.Head, transaction.HasNewTenants);
        }
        catch (Exception failure)
        {
            // What the database answers is no commit, unless it says that it goes.
            isUnsure &= failure is not PostgresException || PostgreSqlFailure.IsLostConnection(failure);
            Rollback(failure);
            return failure;
        }
        if (_failing)
            WriteLog.Recovered(logger);
        _failing = false;
        metrics.Committed(count, began);
        for (var i = start; i < start + count; i++)
        {
            if (!IsAborted(i) && Group[i].Call.Committed())
                _answers.Add(Group[i].Call);
        }
        return null;
    }

    private IEnumerable<(TenantId Tenant, EntityId Id)> Steps(int start, int count) =>
        Group.Skip(start).Take(count).Select(item => item.Call.Subject(item.Step));

    private void Rollback(Exception failure)
    {
        if (_connection is null)
            return;
        try
        {
            if (PostgreSqlFailure.SparesConnection(failure))
            {
                using var rollback = new NpgsqlCommand("rollback", _connection);
                rollback.ExecuteNonQuery();
                return;
            }
        }
        catch (Exception second) when (PostgreSqlFailure.IsFailure(second) || second is InvalidOperationException)
        {
            // Then the connection goes, and its transaction with it.
        }
        Close();
    }

    // Another node was in the way, or the database was restarted while nothing was written.
    private bool IsWorthRepeating(Exception failure, bool isUnsure, int tries)
    {
        if (tries > 1 || isUnsure || !PostgreSqlFailure.IsLostConnection(failure))
            return PostgreSqlFailure.IsWorthRepeating(failure, tries);
        databases.Keys.Clear();
        return true;
    }

    private void Close()
    {
        var connection = _connection;
        _connection = null;
        try
        {
            connection?.Dispose();
        }
        catch (Exception failure) when (PostgreSqlFailure.IsFailure(failure))
        {
            // It was broken already.
        }
    }

    // A call that was aborted in the other half of the group has been answered.
    private bool IsAborted(int index) => Group[index].Call.Ended > Group[index].Step;

    private void Abort(int start, int count, NgsiLdError error)
    {
        for (var i = start; i < start + count; i++)
        {
            var call = Group[i].Call;
            queue.Drop(call);
            if (call.Abort(error))
                _answers.Add(call);
        }
    }
}

using Microsoft.Extensions.Logging;
using Npgsql;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Storage.Writing;

namespace Waziup.Ngsi.PostgreSql;

/// <summary>Writes a group of calls in one transaction and answers them.</summary>
/// <remarks>
/// A group in whose way another node was is carried out again. A database that cannot be reached fails the whole group at once; the next group
/// opens another connection.
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
    WriteMetrics metrics, ILogger logger) : GroupWriter(queue, logger), IDisposable
{
    private static readonly NgsiLdError Unsure = NgsiLdErrors.StorageUnavailable(
        "the database did not confirm the write: it may be kept or not; try again later");

    private NpgsqlConnection? _connection;

    // Whether the last try may have been committed in spite of its failure.
    private bool _isUnsure;

    /// <inheritdoc/>
    public override List<(WriteCall Call, int Step)> Steps { get; } = [];

    /// <inheritdoc/>
    protected override Answers Answers { get; } = new();

    /// <summary>Writes the group and has everybody answered. Never fails.</summary>
    public void Run()
    {
        Write();
        Answers.Send();
        Steps.Clear();
    }

    public void Dispose() => Close();

    /// <inheritdoc/>
    protected override Exception? TryWrite(int start, int count)
    {
        var failure = TryOnce(start, count);
        for (var tries = 1; failure is not null && IsWorthRepeating(failure, tries); tries++)
            failure = TryOnce(start, count);
        return failure;
    }

    /// <inheritdoc/>
    protected override NgsiLdError? ErrorOfAll(Exception failure) =>
        PostgreSqlFailure.IsOfOneWrite(failure) ? null : _isUnsure ? Unsure : PostgreSqlFailure.WriteErrorOf(failure);

    private Exception? TryOnce(int start, int count)
    {
        _isUnsure = false;
        var began = metrics.Now;
        try
        {
            _connection ??= databases.Keys.OpenConnection();
            var subjects = Steps.Skip(start).Take(count).Select(item => item.Call.Subject(item.Step)).ToList();
            if (subjects.Exists(subject => tenants.Find(subject.Tenant) == 0))
                TenantTable.Load(databases.Keys, tenants);
            var transaction = new Transaction(_connection, names, tenants, indexes);
            transaction.Begin(subjects);
            Run(transaction, start, count);
            transaction.Write();
            _isUnsure = true;
            transaction.Commit();
            committed(transaction.Head, transaction.HasNewTenants);
        }
        catch (Exception failure)
        {
            // What the database answers is no commit, unless it says that it goes.
            _isUnsure &= failure is not PostgresException || PostgreSqlFailure.IsLostConnection(failure);
            Rollback(failure);
            return failure;
        }
        metrics.Committed(count, began);
        Committed(start, count);
        return null;
    }

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
    private bool IsWorthRepeating(Exception failure, int tries)
    {
        if (tries > 1 || _isUnsure || !PostgreSqlFailure.IsLostConnection(failure))
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
}

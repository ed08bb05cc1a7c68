namespace Waziup.Floor;

/// <summary>What the floor keeps: documents by id (W1 to W4), stations to be queried, and readings of the past.</summary>
internal interface IStore : IAsyncDisposable
{
    /// <summary>The statement that finds stations near a place.</summary>
    string Near { get; }

    /// <summary>Stores a new document; false when the id is taken.</summary>
    ValueTask<bool> InsertAsync(string id, ReadOnlyMemory<byte> document);

    /// <summary>Overwrites a document; false when there is none.</summary>
    ValueTask<bool> UpdateAsync(string id, ReadOnlyMemory<byte> document);

    /// <summary>Answers with a document, or with 404.</summary>
    Task FindAsync(ReadOnlySpan<char> id, HttpResponse response);

    /// <summary>Runs a statement and shows its rows.</summary>
    ValueTask ReadAsync(Question question, Action<IRow> take);

    /// <summary>A document that is there already, as a sample of what is stored; empty when there is none.</summary>
    ValueTask<byte[]> AnyAsync();

    /// <summary>Stores many documents in one transaction; for filling the store before a measurement, as the next two.</summary>
    ValueTask FillAsync(IReadOnlyList<DocumentRow> rows);

    ValueTask FillAsync(IReadOnlyList<StationRow> rows);

    ValueTask FillAsync(Series series, IReadOnlyList<Reading> rows);
}

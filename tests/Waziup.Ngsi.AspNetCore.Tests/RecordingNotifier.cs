using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using Waziup.Ngsi.Notifications;

namespace Waziup.Ngsi.AspNetCore.Tests;

/// <summary>Takes notifications instead of a network, and answers as a test wants.</summary>
sealed class RecordingNotifier : INotifier
{
    private readonly ConcurrentQueue<Notified> _all = new();
    private readonly SemaphoreSlim _arrived = new(0);

    /// <summary>How an attempt ends; delivered unless a test says otherwise.</summary>
    public Func<Delivery, Receipt> Answers { get; set; } = _ => Receipt.Delivered;

    /// <summary>Every attempt so far that was not taken by <see cref="NextAsync"/>.</summary>
    public IReadOnlyCollection<Notified> Waiting => _all;

    public bool Handles(Uri endpoint) => endpoint.Scheme is "http" or "https";

    public string? Check(NotificationEndpoint endpoint) => null;

    public ValueTask<Receipt> DeliverAsync(Delivery delivery, CancellationToken cancel)
    {
        var receipt = Answers(delivery);
        _all.Enqueue(new Notified(
            delivery.Id, delivery.Endpoint, delivery.Tenant.Value, JsonNode.Parse(Encoding.UTF8.GetString(delivery.Body.Span))!.AsObject(), delivery.ContextUrl));
        _arrived.Release();
        return ValueTask.FromResult(receipt);
    }

    /// <summary>The next attempt, in order of arrival.</summary>
    public async Task<Notified> NextAsync()
    {
        var cancel = TestContext.Current.CancellationToken;
        Assert.True(await _arrived.WaitAsync(TimeSpan.FromSeconds(10), cancel), "no notification came");
        Assert.True(_all.TryDequeue(out var notified));
        return notified;
    }
}

/// <summary>An attempt to notify.</summary>
sealed record Notified(string Id, NotificationEndpoint Endpoint, string Tenant, JsonObject Body, string? ContextUrl)
{
    /// <summary>The entities in it.</summary>
    public JsonArray Data => Body["data"]!.AsArray();

    /// <summary>The only entity in it.</summary>
    public JsonObject Entity => Assert.Single(Data)!.AsObject();
}

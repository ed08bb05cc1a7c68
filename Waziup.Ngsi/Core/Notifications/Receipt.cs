namespace Waziup.Ngsi.Notifications;

/// <summary>How an attempt to deliver a notification ended.</summary>
/// <param name="Result">What is to be done.</param>
/// <param name="Detail">Why it failed, for the operator's log; null where it did not.</param>
public readonly record struct Receipt(ReceiptResult Result, string? Detail)
{
    /// <summary>The receiver has it.</summary>
    public static Receipt Delivered { get; } = new(ReceiptResult.Delivered, null);
}

/// <summary>What became of an attempt.</summary>
public enum ReceiptResult
{
    /// <summary>The receiver has it.</summary>
    Delivered,

    /// <summary>It failed and may succeed when tried again.</summary>
    Failed,

    /// <summary>The receiver refuses it; there is no use in trying again.</summary>
    Refused,
}

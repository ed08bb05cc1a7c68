namespace Waziup.Ngsi.JsonLd.Processing;

/// <summary>How much work on contexts a call may still cause: a small document can name large contexts again and again.</summary>
internal sealed class ProcessingBudget(int definitions)
{
    private int _spent;

    /// <summary>Takes some definitions off.</summary>
    public void Spend(int count)
    {
        _spent += count;
        if (_spent > definitions)
        {
            throw new JsonLdException(
                JsonLdErrorCode.TooLarge, $"The contexts of a document may define {definitions} terms, repetitions included.");
        }
    }
}

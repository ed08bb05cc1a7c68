using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Broker;

/// <summary>What a failing @context means to the sender of a request (6.3.2).</summary>
internal static class ContextErrors
{
    public static NgsiLdError Of(JsonLdException failure) => failure.Code == JsonLdErrorCode.LoadingFailed
        ? NgsiLdErrors.ContextNotAvailable(failure.Message)
        : NgsiLdErrors.BadRequestData(failure.Message);
}

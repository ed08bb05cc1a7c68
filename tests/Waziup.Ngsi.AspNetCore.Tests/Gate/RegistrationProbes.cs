using Waziup.Ngsi.AspNetCore.Tests.Federation;

namespace Waziup.Ngsi.AspNetCore.Tests.Gate;

/// <summary>Requests about registrations by somebody who may keep none.</summary>
static class RegistrationProbes
{
    private const string Absent = "/csourceRegistrations/urn:ngsi-ld:ContextSourceRegistration:absent";

    private const string Watch = "/csourceSubscriptions/urn:ngsi-ld:Subscription:absent";

    /// <summary>Requests that answer the same whether the secrets are there or not.</summary>
    public static IEnumerable<Probe> Same()
    {
        yield return new("POST csourceRegistrations", "/csourceRegistrations", Registered.Body("spy", "exclusive", "\"id\":\"urn:ngsi-ld:Hidden:9\"", "[\"secret\"]"));
        yield return new("POST csourceRegistrations", "/csourceRegistrations", Registered.Body("spy", "redirect", "\"type\":\"Hidden\""));
        yield return new("GET csourceRegistrations", "/csourceRegistrations?type=Hidden&count=true");
        yield return new("GET csourceRegistrations", "/csourceRegistrations?csf=endpoint~=s3cr3t");
        yield return new("GET csourceRegistrations/{id}", Absent);
        yield return new("PATCH csourceRegistrations/{id}", Absent, """{"mode":"redirect"}""");
        yield return new("DELETE csourceRegistrations/{id}", Absent);
        yield return new("POST csourceSubscriptions", "/csourceSubscriptions", """{"type":"Subscription","entities":[{"type":"Hidden"}],"notification":{"endpoint":{"uri":"http://spy.example/"} } }""");
        yield return new("GET csourceSubscriptions", "/csourceSubscriptions?count=true");
        yield return new("GET csourceSubscriptions/{id}", Watch);
        yield return new("PATCH csourceSubscriptions/{id}", Watch, """{"isActive":false}""");
        yield return new("DELETE csourceSubscriptions/{id}", Watch);
        yield return new("POST remote-notify", "/remote-notify", """{"subscriptionId":"urn:ngsi-ld:Subscription:guess","data":[{"id":"urn:ngsi-ld:Hidden:9","type":"Hidden"}]}""");
    }
}

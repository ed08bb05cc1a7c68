namespace Waziup.Ngsi.Sensors.Scripts;

/// <summary>What is wanted of a script.</summary>
public enum ScriptTask
{
    /// <summary>Whether it is in the language that is accepted, and which functions it has: <c>{"functions":["decodeUplink"]}</c>, of those that are named here.</summary>
    Check,

    /// <summary>
    /// What a device has sent, <c>{"bytes":[…],"fPort":1,"recvTime":"…"}</c>, becomes <c>{"data":{…},"warnings":[…],"errors":[…]}</c>: by <c>decodeUplink(input)</c>,
    /// where <c>recvTime</c> is a Date; else by <c>Decode(fPort, bytes, variables)</c> or <c>Decoder(bytes, port)</c>, which give the data alone.
    /// </summary>
    DecodeUplink,

    /// <summary>What a device is to be told, <c>{"data":{…}}</c>, becomes <c>{"bytes":[…],"fPort":1,"warnings":[…],"errors":[…]}</c>: by <c>encodeDownlink(input)</c>.</summary>
    EncodeDownlink,

    /// <summary>What a device was told, <c>{"bytes":[…],"fPort":1}</c>, becomes <c>{"data":{…}}</c> again: by <c>decodeDownlink(input)</c>.</summary>
    DecodeDownlink,
}

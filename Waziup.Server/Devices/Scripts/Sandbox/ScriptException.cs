using Waziup.Ngsi.Sensors.Scripts;

namespace Waziup.Server.Devices.Scripts.Sandbox;

/// <summary>A script cannot be carried out, or gives what cannot be taken. It ends in the answer.</summary>
internal sealed class ScriptException(ScriptFault fault) : Exception(fault.Message)
{
    public ScriptFault Fault => fault;
}

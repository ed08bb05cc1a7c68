using Waziup.Ngsi.Sync.Exchange;
using Waziup.Ngsi.Sync.Logs;

namespace Waziup.Ngsi.Sync.Tests.Model;

/// <summary>Brings requests to a receiver and answers back, and does to them what a rule that is left out would have done.</summary>
/// <param name="mutant">The rule.</param>
/// <param name="dice">Of the schedule.</param>
/// <param name="crash">Ends the process of the receiver.</param>
sealed class Wire(Mutant mutant, Random dice, Action crash)
{
    private readonly Dictionary<string, (Mark Here, Mark There)> _begun = [];

    public Answer Answer(Receiver receiver, Request request)
    {
        switch (mutant, request)
        {
            case (Mutant.WitnessOfTheBegin, BeginCompare begin) when receiver.Answer(begin) is Begun begun:
                _begun[begin.Node] = (begin.Head, begun.Head);
                return begun;
            case (Mutant.WitnessOfTheBegin, EndCompare end) when _begun.TryGetValue(end.Node, out var heads):
                return receiver.Answer(end with { Head = heads.Here }) is Done ? new Done(heads.There) : new SayHello();
            case (Mutant.OneWayRepair, Swap swap):
                return receiver.Answer(swap) is Swapped ? new Swapped([]) : new SayHello();
            case (Mutant.JumpWithoutSegment, Batch { Opens: not null } jump):
                return receiver.Answer(jump with { Opens = null });
            case (Mutant.CursorBeforeData, Batch { Items.IsEmpty: false } batch) when dice.Next(5) == 0:
                receiver.Answer(batch with { Items = [] });
                crash();
                return new SayHello();
            default:
                return receiver.Answer(request);
        }
    }

    /// <summary>An answer as the gateway believes it.</summary>
    public Answer Told(Answer answer, MemoryBroker gateway) => mutant == Mutant.NoWitness && answer is Welcome { Epoch: not null } welcome
        ? welcome with { KnowsWitness = true, Epoch = gateway.Epoch, Witness = gateway.Head } : answer;
}

using System.Text.Json;
using Waziup.Ngsi.Sensors.Commands;

namespace Waziup.Ngsi.Sensors.Tests.Commands;

/// <summary>Whatever happens in whatever order, with a crash after any step: each command is carried out at most once, and comes to an end.</summary>
public sealed class AnyOrderTests
{
    [Fact]
    public void At_most_once_and_an_end()
    {
        var (executed, ends) = (0, new HashSet<string>());
        for (var seed = 0; seed < 3000; seed++)
        {
            var world = new World(new Random(seed));
            for (var step = 0; step < 60; step++)
                world.Act();
            world.Finish();
            foreach (var command in world.Stored)
            {
                Assert.True(command.State.IsFinal, $"seed {seed}: {command.Id} ends as {command.State.Status}");
                var most = command is { IsIdempotent: true, IsSet: true } ? 2 : 1;
                Assert.True(world.Executions(command.Id) <= most, $"seed {seed}: {command.Id} was carried out {world.Executions(command.Id)} times");
                Assert.True(command.State.Status != CommandStatus.Done || world.Executions(command.Id) > 0, $"seed {seed}: {command.Id} is done, and nobody has done it");
                Assert.True(command.State.Status != CommandStatus.Expired && command.State.Reason is not ("superseded" or "cancelled" or "refused") || world.Executions(command.Id) == 0, $"seed {seed}: {command.Id} was taken back, and carried out");
                executed += world.Executions(command.Id);
                ends.Add($"{command.State.Status} {command.State.Reason}");
            }
        }
        // The orders are worth something only where all that can happen did happen.
        Assert.True(executed > 3000);
        Assert.Equal(["Done ", "Expired ", "Failed cancelled", "Failed device", "Failed superseded", "Failed unknown"], ends.Order(StringComparer.Ordinal));
    }

    /// <summary>A store that outlives processes, a device, and a line between them that loses things.</summary>
    sealed class World(Random random)
    {
        readonly List<Command> _stored = [];
        readonly List<string> _atDevice = [];
        readonly Dictionary<string, int> _executions = [];
        readonly HashSet<string> _over = [];
        int _life = 1;

        public IReadOnlyList<Command> Stored => _stored;

        string Node => $"process {_life}";

        public int Executions(string id) => _executions.GetValueOrDefault(id);

        public void Act()
        {
            switch (random.Next(9))
            {
                case 0 or 1:
                    Issue();
                    break;
                case 2 or 3:
                    Poll();
                    break;
                case 4:
                    Report();
                    break;
                case 5 when _stored.Count > 0:
                    Move(Any(), Lifecycle.Cancel);
                    break;
                case 6 when _stored.Count > 0:
                    _over.Add(Any().Id);
                    break;
                case 7:
                    foreach (var command in _stored.Where(command => _over.Contains(command.Id)).ToList())
                        Move(command, Lifecycle.End);
                    break;
                case 8 when random.Next(3) == 0:
                    Restart();
                    break;
            }
        }

        /// <summary>All comes to rest: time runs out for everything.</summary>
        public void Finish()
        {
            Restart();
            foreach (var command in _stored.ToList())
                Move(command, Lifecycle.End);
        }

        void Issue()
        {
            var isSet = random.Next(2) == 0;
            if (CommandQueue.IsFull(_stored, isSet))
                return;
            var replaced = CommandQueue.Admit(_stored, isSet).ToList();
            _stored.Add(new Command($"c{_stored.Count}", "d", "a", isSet, JsonElement.Parse("1"), new CommandState(CommandStatus.Pending)) { IsIdempotent = random.Next(3) == 0 });
            replaced.ForEach(Keep);
        }

        /// <summary>Each step is stored, then given; the process may end between any two of these, and the answer may be lost.</summary>
        void Poll()
        {
            var given = new List<Command>();
            foreach (var step in CommandQueue.Due([.. _stored.Where(command => !command.State.IsFinal)], command => _over.Contains(command.Id), null, Node).ToList())
            {
                if (Crashes())
                    return;
                Keep(step);
                if (step.Next.Status == CommandStatus.Sent)
                    given.Add(step.Command);
            }
            if (Crashes() || random.Next(10) == 0)
                return;
            foreach (var command in given)
            {
                _executions[command.Id] = Executions(command.Id) + 1;
                _atDevice.Add(command.Id);
            }
        }

        void Report()
        {
            if (_atDevice.Count == 0)
                return;
            var told = (CommandStatus)random.Next((int)CommandStatus.Delivered, (int)CommandStatus.Failed + 1);
            var id = _atDevice[random.Next(_atDevice.Count)];
            Move(_stored.Single(command => command.Id == id), command => Lifecycle.Report(command, told, null));
        }

        bool Crashes()
        {
            if (random.Next(12) != 0)
                return false;
            Restart();
            return true;
        }

        void Restart()
        {
            _life++;
            foreach (var command in _stored.Where(command => command.State.SentBy != Node).ToList())
                Move(command, Lifecycle.Recover);
        }

        Command Any() => _stored[random.Next(_stored.Count)];

        void Move(Command command, Func<Command, CommandState?> step)
        {
            if (step(command) is { } next)
                Keep(new CommandStep(command, next));
        }

        void Keep(CommandStep step)
        {
            var at = _stored.FindIndex(command => command.Id == step.Command.Id);
            Assert.Equal(step.Command.State, _stored[at].State);
            Assert.False(_stored[at].State.IsFinal);
            Assert.True(step.Next.Status >= _stored[at].State.Status);
            _stored[at] = _stored[at] with { State = step.Next };
        }
    }
}

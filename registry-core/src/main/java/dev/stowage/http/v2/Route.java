package dev.stowage.http.v2;

import dev.stowage.access.guard.Demand;
import dev.stowage.http.answer.Answer;
import java.io.IOException;

/// One line of the route table: what is demanded of the caller, and who answers.
record Route(Demand demand, Handler handler) {

  /// Answers a caller who was let in.
  interface Handler {
    Answer answer(Call call) throws IOException;
  }
}

package dev.troupe.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.examples.markdown.MarkdownModules;
import dev.troupe.examples.markdown.MarkdownPool;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class MarkdownPoolTest {
    @Test
    void documentsAreConvertedAtTheSameTimeAndABadOneHarmsNobody() {
        try (var service = new MarkdownPool(3)) {
            var good = new ArrayList<CompletableFuture<MarkdownPool.Result>>();
            var bad = new ArrayList<CompletableFuture<MarkdownPool.Result>>();
            for (int i = 0; i < 10; i++) {
                for (var name : MarkdownModules.DOCUMENTS) {
                    good.add(service.render(MarkdownModules.document(name)).toCompletableFuture());
                }
                bad.add(service.render("Divide: <!-- divide -->").toCompletableFuture());
            }
            for (int i = 0; i < good.size(); i++) {
                var name = MarkdownModules.DOCUMENTS.get(i % MarkdownModules.DOCUMENTS.size());
                assertThat(good.get(i).join()).isEqualTo(new MarkdownPool.Html(MarkdownModules.html(name)));
            }
            assertThat(bad).allSatisfy(answer -> assertThat(answer.join())
                    .isInstanceOfSatisfying(MarkdownPool.Refused.class,
                            refused -> assertThat(refused.why()).startsWith("integer divide by zero")));
        }
    }
}
